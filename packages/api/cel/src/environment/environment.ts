import type { CheckedExpression } from "../ast/checked-expression.js";
import type { Issue } from "../ast/source.js";
import type { Activation, Evaluation, PausableOptions, PausedEvaluation } from "../interpreter/evaluation.js";
import type { CallMeters } from "../library/call-meter.js";
import type { CostEstimator, Estimate } from "../library/estimates.js";
import type { FunctionDeclaration } from "../library/function.js";
import type { Library } from "../library/library.js";
import type { Macro } from "../library/macro.js";
import type { RegularExpressions } from "../library/regular-expressions.js";
import type { StructDeclaration } from "../library/struct.js";
import type { CelType } from "../types/cel-type.js";
import type { CelError } from "../values/error.js";

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
  /** Finds a struct type by a name that is not declared otherwise: for types that are as many as names. */
  readonly resolveStruct?: (name: string) => StructDeclaration | undefined;
  /** Functions in addition to those of the environment's libraries. */
  readonly functions?: readonly FunctionDeclaration[];
  /** Macros in addition to those of the environment's libraries. */
  readonly macros?: readonly Macro[];
}

/** A compiled expression, or its errors. */
export type Compilation =
  | { readonly type: "compiled"; readonly expression: CheckedExpression }
  /** `message` formats the issues as cel-go does: `ERROR: <input>:1:5: ...`, the line, and a caret below it. */
  | { readonly type: "failed"; readonly issues: readonly Issue[]; readonly message: string };

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
  /** The same in steps: it yields between parsing and checking a long expression, so that the caller can let other work run. */
  compileInSteps(source: string): Generator<undefined, Compilation, undefined>;
  /** The range that contains the cost of any evaluation. */
  estimateCost(expression: CheckedExpression, estimator: CostEstimator): Estimate;
  /**
   * A program for the expression; an error if a constant subexpression evaluates to one: `duration('x')`, an invalid pattern.
   */
  program(expression: CheckedExpression): Program | CelError;
}
