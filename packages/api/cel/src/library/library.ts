import type { CelType } from "../types/cel-type.js";
import type { CelValue } from "../values/value.js";
import type { CallMeter } from "./call-meter.js";
import type { CallEstimate, CostEstimator, EstimatedCall } from "./estimates.js";
import type { FunctionDeclaration } from "./function.js";
import type { Macro } from "./macro.js";
import type { Validator } from "./validator.js";

/** A library of functions, macros, types, constants, and the costs of calls. */
export interface Library {
  /** Identifies the library in diagnostics. */
  readonly name: string;
  /** Functions, or further overloads of functions of other libraries. */
  readonly functions?: readonly FunctionDeclaration[];
  /** Calls that are rewritten before the expression is checked. */
  readonly macros?: readonly Macro[];
  /** Whether `a.?b`, `a[?b]`, `[?a]` and `{?a: b}` can be written. Default: false. */
  readonly optionalSyntax?: boolean;
  /** Further checks of expressions after type checking. */
  readonly validators?: readonly Validator[];
  /** Functions in whose arguments list and map literals may have elements of several types. */
  readonly heterogeneousArguments?: readonly string[];
  /** Types whose names expressions may use. */
  readonly types?: readonly CelType[];
  /** Names of constant values. */
  readonly constants?: readonly Constant[];
  /** Static costs of calls by overload; they take precedence over the estimator. */
  readonly callEstimates?: ReadonlyMap<string, (call: LibraryCall) => CallEstimate | undefined>;
  /** Run-time costs of calls, by overload; they take precedence over the environment's meters. */
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
