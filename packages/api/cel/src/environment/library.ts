import type { CallEstimate, CostEstimator, EstimatedCall } from "../cost/estimates.js";
import type { CallMeter } from "../cost/runtime-cost.js";
import type { CelType } from "../types/cel-type.js";
import type { CelValue } from "../values/value.js";
import type { FunctionDeclaration } from "./function.js";
import type { Macro } from "./macro.js";
import type { Validator } from "./validator.js";

/** Things that an environment can have: functions, macros, types, constants, and what calls cost. */
export interface Library {
  /** Identifies the library, for people. */
  readonly name: string;
  /** Functions, or further overloads of functions of other libraries. */
  readonly functions?: readonly FunctionDeclaration[];
  /** Calls that are rewritten before the expression is checked. */
  readonly macros?: readonly Macro[];
  /** Whether `a.?b`, `a[?b]`, `[?a]` and `{?a: b}` can be written. Default: false. */
  readonly optionalSyntax?: boolean;
  /** What is looked for in expressions that have been checked. */
  readonly validators?: readonly Validator[];
  /** Functions in whose arguments lists and maps may have elements of several types. */
  readonly heterogeneousArguments?: readonly string[];
  /** Types whose names can be written in expressions. */
  readonly types?: readonly CelType[];
  /** Names that have a value without being variables. */
  readonly constants?: readonly Constant[];
  /** Static costs of calls by overload; they go before the estimator's. */
  readonly callEstimates?: ReadonlyMap<string, (call: LibraryCall) => CallEstimate | undefined>;
  /** Costs of calls that were made, by overload; they go before the environment's meter. */
  readonly callMeters?: ReadonlyMap<string, CallMeter>;
}

/** A call whose cost a library estimates, with the estimator that knows sizes. */
export interface LibraryCall extends EstimatedCall {
  /** Estimates sizes that the expression does not determine. */
  readonly estimator: CostEstimator;
}

/** A name that always has the same value. */
export interface Constant {
  /** The name as written in expressions. */
  readonly name: string;
  /** The type that the checker gives it. */
  readonly type: CelType;
  /** The value at run time. */
  readonly value: CelValue;
}
