import type { CelList } from "../values/list.js";
import type { CelMap } from "../values/map.js";
import type { CelResult, CelValue } from "../values/value.js";

/** The progress of a comprehension. */
export interface FoldState {
  readonly over: CelList | CelMap;
  /** For a map, in iteration order. */
  readonly keys: readonly CelValue[] | undefined;
  /** The index of the next element. */
  index: number;
  /** The accumulator before it; undefined: not yet evaluated. */
  accumulator: CelResult | undefined;
  /** The cost of the evaluation before it. */
  cost: number;
}

/** The result of a part of an expression, and the cost of the evaluation by then. */
export interface KnownResult {
  readonly value: CelResult;
  readonly cost: number;
  /** The cost before the part was evaluated; absent if that is always the same. */
  readonly costBefore?: number;
}

/** Marks of parts of an expression: from `from`, inclusive, to `to`, exclusive. */
export interface MarkRange {
  readonly from: number;
  readonly to: number;
}

/** How much an evaluation may cost, and how many steps of work it may do, before it pauses. */
export interface PieceSize {
  readonly cost: number;
  readonly work: number;
}

/**
 * The intermediate results of a pausable evaluation, by the marks of the parts of its expression. Expressions have no side
 * effects: to continue, the expression is evaluated from the beginning, skipping everything recorded here.
 */
export class Checkpoints {
  readonly piece: PieceSize;
  /** The cost of the evaluation when it last paused. */
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

  /** Drops the results for one element, which do not apply to the next. */
  forget({ from, to }: MarkRange): void {
    for (let mark = from; mark < to; mark++) {
      this.#results[mark] = undefined;
      this.#folds[mark] = undefined;
    }
  }
}
