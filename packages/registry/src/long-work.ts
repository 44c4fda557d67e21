import type { TimeSlice } from "@engenho/core";
import type { MaybePromise } from "./backend.js";

/**
 * Work whose length is its subject's: it yields between its pieces, none of which takes more than a fraction of a
 * millisecond, and whoever runs it may let others have a turn there. Pure: what it looks at does not change meanwhile.
 */
export type LongWork<T> = Generator<undefined, T, undefined>;

/** A value that is there, or the work that comes to it. */
export type MaybeWork<T> = T | LongWork<T>;

/** The value: at once where there is no work, or where the turn has time for all of it. */
export function settled<T>(work: MaybeWork<T>, slice: TimeSlice): MaybePromise<T> {
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

function isLongWork<T>(work: MaybeWork<T>): work is LongWork<T> {
  return typeof (work as Partial<LongWork<T>> | undefined)?.next === "function";
}

async function finish<T>(work: LongWork<T>, firstTurn: Promise<void>, slice: TimeSlice): Promise<T> {
  await firstTurn;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    const turn = slice.giveWay();
    if (turn !== undefined) await turn;
  }
}
