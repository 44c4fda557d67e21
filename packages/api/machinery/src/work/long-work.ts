import type { MaybePromise } from "./maybe-promise.js";

/**
 * Work that takes time proportional to its input: it yields between pieces, each of which takes less than a millisecond, so
 * that the caller can let other work run. Pure: its inputs do not change in the meantime.
 */
export type LongWork<T> = Generator<undefined, T, undefined>;

/** A value, or the work that produces it. */
export type MaybeWork<T> = T | LongWork<T>;

/** Decides between two pieces of work whether to yield: a TimeSlice, or the turns of a request. */
export interface GivesWay {
  /** If it returns a promise, await it. */
  giveWay(): Promise<void> | undefined;
}

/** The value: immediately if there is no work, or if all of it fits into the turn. */
export function settled<T>(work: MaybeWork<T>, slice: GivesWay): MaybePromise<T> {
  if (!isLongWork(work)) return work;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    const turn = slice.giveWay();
    if (turn !== undefined) return finish(work, turn, slice);
  }
}

/** The value of work that is done in one piece, for callers whose input is small. */
export function finished<T>(work: LongWork<T>): T {
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}

/** Counts small pieces, because yielding takes as long as several of them. */
export class Pieces {
  #count = 0;

  /** Whether it is time to yield. Call it after each node of a tree. */
  get isDue(): boolean {
    this.#count++;
    return this.#count % nodesPerPiece === 0;
  }
}

const nodesPerPiece = 32;

/** Counts work in units of about a tenth of a microsecond, for pieces of different sizes. */
export class Meter {
  #units = 0;

  /** Adds units; whether it is time to yield. */
  isDueAfter(units: number): boolean {
    this.#units += units;
    if (this.#units < unitsPerPiece) return false;
    this.#units = 0;
    return true;
  }
}

const unitsPerPiece = 5_000;

/** Whether there is work to do before the value exists. */
export function isLongWork<T>(work: MaybeWork<T>): work is LongWork<T> {
  return typeof (work as Partial<LongWork<T>> | undefined)?.next === "function";
}

/** A value or work as work, for `yield*`. */
export function* delegated<T>(work: MaybeWork<T>): LongWork<T> {
  return isLongWork(work) ? yield* work : work;
}

/** Applies `next` to a value: immediately if there is no work to do first. */
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
