import type { CheckedExpression } from "../ast/checked-expression.js";
import type { Issue } from "../ast/source.js";
import type { CostEstimator, Estimate } from "../cost/estimates.js";
import type { CallMeters } from "../cost/runtime-cost.js";
import type { CelType } from "../types/cel-type.js";
import type { CelError } from "../values/error.js";
import type { CelResult, CelValue } from "../values/value.js";
import type { Library } from "./library.js";
import type { RegularExpressions } from "./regular-expressions.js";

/** Options for compiling and evaluating. */
export interface EnvironmentOptions {
  /** Libraries in addition to the standard library, in this order. */
  readonly libraries?: readonly Library[];
  /** The linear-time engine for `matches`. Default: `matches` does not exist. */
  readonly regularExpressions?: RegularExpressions;
  /** Whether the elements of list and map literals must have a single type. Default: false. */
  readonly homogeneousAggregateLiterals?: boolean;
  /** Whether numbers of different types can be compared: `1 < 2.0`. Default: true. */
  readonly crossTypeNumericComparisons?: boolean;
  /** Whether `has(a.b)` costs 1 in addition to the cost of `a`. Default: true. */
  readonly presenceTestHasCost?: boolean;
  /** Whether constant subexpressions are evaluated once, and cost nothing (cel-go's OptOptimize). Default: true. */
  readonly foldConstants?: boolean;
  /** Whether literal arguments of duration, timestamp and matches are checked by the compiler. Default: false. */
  readonly validateLiterals?: boolean;
  /** Whether field names may be quoted with backticks: a.`b-c`. Default: false. */
  readonly escapedIdentifiers?: boolean;
  /** Overrides the run-time cost of calls. */
  readonly callMeters?: CallMeters;
}

/** What a derived environment adds. */
export interface EnvironmentExtension {
  /** Types of additional variables, by name. */
  readonly variables?: ReadonlyMap<string, CelType>;
  /** Types whose names expressions may use. */
  readonly types?: readonly CelType[];
}

/** A compiled expression, or its errors. */
export type Compilation =
  | { readonly type: "compiled"; readonly expression: CheckedExpression }
  /** `message` formats the issues as cel-go does: `ERROR: <input>:1:5: ...`, the line, and a caret below it. */
  | { readonly type: "failed"; readonly issues: readonly Issue[]; readonly message: string };

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

/** An expression that is ready to be evaluated, any number of times. */
export interface Program {
  /** Never throws. `costLimit` is the maximum cost; default: no limit. */
  evaluate(activation: Activation, options?: { readonly costLimit?: number }): Evaluation;
  /**
   * Evaluates in pieces: an evaluation that takes longer than a millisecond or two pauses, and the caller resumes it in another
   * turn of the event loop. The outcome and its cost are the same. The values of the activation must not change.
   */
  evaluatePausable(activation: Activation, options?: PausableOptions): Evaluation | PausedEvaluation;
}

/** Compiles expressions. Immutable: created once, extended cheaply. */
export interface Environment {
  /** A derived environment; this one is unchanged. */
  extend(extension: EnvironmentExtension): Environment;
  /** Parses and checks an expression. Never throws. */
  compile(source: string): Compilation;
  /** The range that contains the cost of any evaluation. */
  estimateCost(expression: CheckedExpression, estimator: CostEstimator): Estimate;
  /**
   * A program for the expression; an error if a constant subexpression evaluates to one: `duration('x')`, an invalid pattern.
   */
  program(expression: CheckedExpression): Program | CelError;
}
