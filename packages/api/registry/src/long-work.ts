import type { MaybePromise } from "./backend.js";

/**
 * Work whose length is its subject's: it yields between its pieces, none of which takes more than a fraction of a
 * millisecond, and whoever runs it may let others have a turn there. Pure: what it looks at does not change meanwhile.
 */
export type LongWork<T> = Generator<undefined, T, undefined>;

/** A value that is there, or the work that comes to it. */
export type MaybeWork<T> = T | LongWork<T>;

/** Who is asked between two pieces of work whether others are to have a turn: a TimeSlice, or the turns of a request. */
export interface GivesWay {
  /** What it returns, if anything, is to be awaited. */
  giveWay(): Promise<void> | undefined;
}

/** The value: at once where there is no work, or where the turn has time for all of it. */
export function settled<T>(work: MaybeWork<T>, slice: GivesWay): MaybePromise<T> {
  if (!isLongWork(work)) return work;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    const turn = slice.giveWay();
    if (turn !== undefined) return finish(work, turn, slice);
  }
}

/** Counts small pieces: to yield takes as long as some of them. */
export class Pieces {
  #count = 0;

  /** Whether so much was done since the last time that it is time to yield. To be asked after each node of a tree. */
  get isDue(): boolean {
    this.#count++;
    return this.#count % nodesPerPiece === 0;
  }
}

const nodesPerPiece = 32;

/** Counts what is done in units of about a tenth of a microsecond, where pieces differ. */
export class Meter {
  #units = 0;

  /** Counts; whether so much was done since the last time that it is time to yield. */
  isDueAfter(units: number): boolean {
    this.#units += units;
    if (this.#units < unitsPerPiece) return false;
    this.#units = 0;
    return true;
  }
}

const unitsPerPiece = 5_000;

/** Whether there is work to do before the value is there. */
export function isLongWork<T>(work: MaybeWork<T>): work is LongWork<T> {
  return typeof (work as Partial<LongWork<T>> | undefined)?.next === "function";
}

/** What may be work as work, to be delegated to. */
export function* delegated<T>(work: MaybeWork<T>): LongWork<T> {
  return isLongWork(work) ? yield* work : work;
}

/** What `next` makes of a value: at once if there is no work to do before. */
export function followed<T, Next>(work: MaybeWork<T>, next: (value: T) => MaybeWork<Next>): MaybeWork<Next> {
  return isLongWork(work) ? followedLater(work, next) : next(work);
}

function* followedLater<T, Next>(work: LongWork<T>, next: (value: T) => MaybeWork<Next>): LongWork<Next> {
  return yield* delegated(next(yield* work));
}

async function finish<T>(work: LongWork<T>, firstTurn: Promise<void>, slice: GivesWay): Promise<T> {
  await firstTurn;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    const turn = slice.giveWay();
    if (turn !== undefined) await turn;
  }
}
