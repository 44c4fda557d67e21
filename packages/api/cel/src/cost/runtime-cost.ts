import type { CelResult, CelValue } from "../values/value.js";

/**
 * What a call that was made has cost, its arguments apart; of a member call the target is the first argument. undefined: as
 * the engine reckons.
 */
export type CallMeter = (args: readonly CelValue[], result: CelResult) => number | undefined;

/**
 * The meter for calls of a function, by its name and the id of its overload ("" where several may be meant); undefined: as
 * the engine reckons. It is asked once per call in an expression, when that is made ready to run (cel-go's
 * ActualCostEstimator).
 */
export type CallMeters = (name: string, overload: string) => CallMeter | undefined;
