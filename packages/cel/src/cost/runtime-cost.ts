import type { CelResult, CelValue } from "../values/value.js";

/** A call that was made; of a member call the target is the first argument. */
export interface ActualCall {
  readonly function: string;
  readonly overload: string;
  readonly args: readonly CelValue[];
  readonly result: CelResult;
}

/** What a call has cost, its arguments apart; undefined: as the engine reckons (cel-go's ActualCostEstimator). */
export type CallMeter = (call: ActualCall) => number | undefined;
