import type { CheckedExpression } from "../ast/checked-expression.js";
import type { Issue } from "../ast/source.js";
import type { CostEstimator, Estimate } from "../cost/estimates.js";
import type { CallMeters } from "../cost/runtime-cost.js";
import type { CelType } from "../types/cel-type.js";
import type { CelError } from "../values/error.js";
import type { CelResult, CelValue } from "../values/value.js";
import type { Library } from "./library.js";
import type { RegularExpressions } from "./regular-expressions.js";

/** How an environment compiles and evaluates. */
export interface EnvironmentOptions {
  /** The standard library is always there; these come on top, in this order. */
  readonly libraries?: readonly Library[];
  /** What `matches` runs on: an engine of linear time. Default: there is no `matches`. */
  readonly regularExpressions?: RegularExpressions;
  /** Lists and maps that are written out have elements of one type. Default: false. */
  readonly homogeneousAggregateLiterals?: boolean;
  /** `1 < 2.0` and the like are declared. Default: true. */
  readonly crossTypeNumericComparisons?: boolean;
  /** `has(a.b)` costs 1 beside what `a` costs. Default: true. */
  readonly presenceTestHasCost?: boolean;
  /** What is constant in an expression is worked out once, and costs nothing (cel-go's OptOptimize). Default: true. */
  readonly foldConstants?: boolean;
  /** Literal arguments of duration, timestamp and matches are checked when compiled. Default: false. */
  readonly validateLiterals?: boolean;
  /** Fields can be written in backticks: a.`b-c`. Default: false. */
  readonly escapedIdentifiers?: boolean;
  /** What calls cost that were made, where the engine should not reckon. */
  readonly callMeters?: CallMeters;
}

/** What a derived environment has besides. */
export interface EnvironmentExtension {
  /** Types of further variables, by name. */
  readonly variables?: ReadonlyMap<string, CelType>;
  /** Types whose names can be written in expressions. */
  readonly types?: readonly CelType[];
}

/** A compiled expression, or what is wrong with it. */
export type Compilation =
  | { readonly type: "compiled"; readonly expression: CheckedExpression }
  /** `message` shows each issue as cel-go does: `ERROR: <input>:1:5: ...`, the line, and a caret below it. */
  | { readonly type: "failed"; readonly issues: readonly Issue[]; readonly message: string };

/** Variables by name; a Map is one. undefined: there is no such variable. */
export interface Activation {
  /** The value of a variable, or the error of computing it. */
  get(name: string): CelResult | undefined;
}

/** How an evaluation ended, and what it has cost. */
export type Evaluation =
  | { readonly type: "value"; readonly value: CelValue; readonly cost: number }
  | { readonly type: "error"; readonly message: string; readonly cost: number }
  /** It was stopped. `message`: `operation cancelled: actual cost limit exceeded`. */
  | { readonly type: "costLimitExceeded"; readonly message: string; readonly cost: number };

/** An evaluation that has paused, so that others get their turn. */
export interface PausedEvaluation {
  readonly type: "paused";
  /** Goes on for a millisecond or two. To be called once, and then on what it answers if that has paused again. */
  resume(): Evaluation | PausedEvaluation;
}

/** How long an evaluation that can pause may be. */
export interface PausableOptions {
  /** The greatest cost that is let pass. Default: no limit. */
  readonly costLimit?: number | undefined;
  /** After what cost it pauses. Default: 2,500, a millisecond or two. */
  readonly pieceCost?: number | undefined;
}

/** An expression that is ready to run, any number of times. */
export interface Program {
  /** Never throws. `costLimit` is the greatest cost that is let pass; default: no limit. */
  evaluate(activation: Activation, options?: { readonly costLimit?: number }): Evaluation;
  /**
   * The same in pieces: an evaluation that takes longer than a millisecond or two pauses, and the caller resumes it in another
   * turn of the event loop. What comes out and what it costs is the same. What the activation answers must not change.
   */
  evaluatePausable(activation: Activation, options?: PausableOptions): Evaluation | PausedEvaluation;
}

/** What expressions can use. Immutable: built once, extended cheaply. */
export interface Environment {
  /** A derived environment; this one stays as it is. */
  extend(extension: EnvironmentExtension): Environment;
  /** Parses and checks. Never throws. */
  compile(source: string): Compilation;
  /** The range in which the cost of any evaluation lies. */
  estimateCost(expression: CheckedExpression, estimator: CostEstimator): Estimate;
  /** The expression, ready to run; an error where a part that is constant is one: `duration('x')`, a bad pattern. */
  program(expression: CheckedExpression): Program | CelError;
}
