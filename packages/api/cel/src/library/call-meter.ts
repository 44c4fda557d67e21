import type { CelResult, CelValue } from "../values/value.js";

/**
 * The actual cost of a call without its arguments; for a member call the target is the first argument. undefined: the engine's
 * own cost.
 */
export type CallMeter = (args: readonly CelValue[], result: CelResult) => number | undefined;

/**
 * Finds the meter for calls of a function, by its name and the id of its overload ("" if several are possible); undefined: the
 * engine's own cost. Called once per call in an expression, when it is planned (cel-go's ActualCostEstimator).
 */
export type CallMeters = (name: string, overload: string) => CallMeter | undefined;
