import type { CelResult, CelValue } from "../values/value.js";

/** Variables by name, for example a Map. undefined: there is no such variable. */
export interface Activation {
  /** The value of a variable, or the error of computing it. */
  get(name: string): CelResult | undefined;
}

/** The outcome of an evaluation, and its cost. */
export type Evaluation =
  | { readonly type: "value"; readonly value: CelValue; readonly cost: number }
  | { readonly type: "error"; readonly message: string; readonly cost: number }
  /** It was stopped. `message`: `operation cancelled: actual cost limit exceeded`. */
  | { readonly type: "costLimitExceeded"; readonly message: string; readonly cost: number };

/** An evaluation that has paused to let other work run. */
export interface PausedEvaluation {
  readonly type: "paused";
  /** Continues for a millisecond or two. Call it once, and then on its result if that has paused again. */
  resume(): Evaluation | PausedEvaluation;
}

/** Limits of a pausable evaluation. */
export interface PausableOptions {
  /** The maximum cost. Default: no limit. */
  readonly costLimit?: number | undefined;
  /** The cost after which it pauses. Default: 2,500, a millisecond or two. */
  readonly pieceCost?: number | undefined;
}
