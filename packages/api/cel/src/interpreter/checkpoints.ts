import type { CelList } from "../values/list.js";
import type { CelMap } from "../values/map.js";
import type { CelResult, CelValue } from "../values/value.js";

/** How far a comprehension has come. */
export interface FoldState {
  readonly over: CelList | CelMap;
  /** Of a map, in the order in which they are gone through. */
  readonly keys: readonly CelValue[] | undefined;
  /** The element that is next. */
  index: number;
  /** The accumulator before it; undefined: nobody has asked for it yet. */
  accumulator: CelResult | undefined;
  /** What the evaluation has cost before it. */
  cost: number;
}

/** What a part of an expression has answered, and what the evaluation had cost by then. */
export interface KnownResult {
  readonly value: CelResult;
  readonly cost: number;
  /** What it had cost before the part was run; absent where that is the same each time. */
  readonly costBefore?: number;
}

/** Marks of parts of an expression: `from`, and those up to `to`, which is none of them. */
export interface MarkRange {
  readonly from: number;
  readonly to: number;
}

/** What an evaluation may cost, and the steps of work that it may do, before it pauses. */
export interface PieceSize {
  readonly cost: number;
  readonly work: number;
}

/**
 * What an evaluation in pieces has found out, by the marks of the parts of its expression. An expression has no effects: to
 * go on is to run it from its beginning once more, past everything that is kept here.
 */
export class Checkpoints {
  readonly piece: PieceSize;
  /** What the evaluation had cost when it paused last. */
  pausedAt = 0;
  readonly #results: (KnownResult | undefined)[] = [];
  readonly #folds: (FoldState | undefined)[] = [];

  constructor(piece: PieceSize) {
    this.piece = piece;
  }

  result(mark: number): KnownResult | undefined {
    return this.#results[mark];
  }

  keep(mark: number, result: KnownResult): void {
    this.#results[mark] = result;
  }

  fold(mark: number): FoldState | undefined {
    return this.#folds[mark];
  }

  begin(mark: number, state: FoldState): void {
    this.#folds[mark] = state;
  }

  /** What was found out about one element says nothing about the next. */
  forget({ from, to }: MarkRange): void {
    for (let mark = from; mark < to; mark++) {
      this.#results[mark] = undefined;
      this.#folds[mark] = undefined;
    }
  }
}
