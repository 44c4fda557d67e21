import { builtinCost } from "../cost/builtin-costs.js";
import type { CallMeter, CallMeters } from "../library/call-meter.js";
import type { CelResult, CelValue } from "../values/value.js";
import type { Run } from "./run.js";

/** The cost of a call, partly charged before the call, so that a call that is too expensive is not started. */
export interface CallCost {
  before(run: Run, args: readonly CelResult[]): void;
  after(run: Run, args: readonly CelResult[], result: CelResult): void;
}

/** Where meters are looked up: first by overload, then by function. */
export interface MeterSources {
  readonly byOverload: ReadonlyMap<string, CallMeter>;
  readonly byFunction: CallMeters | undefined;
}

const nothing = () => undefined;
const one: CallCost = { before: (run) => run.charge(1), after: nothing };

/** The cost of calls of a function, by the id of the overload ("" if several are possible). */
export function callCost(name: string, overload: string, { byOverload, byFunction }: MeterSources): CallCost {
  const builtin = builtinCost(overload);
  const meters = [byOverload.get(overload), byFunction?.(name, overload)].filter((meter) => meter !== undefined);
  if (meters.length > 0) return { before: nothing, after: meteredCost(meters, builtin ?? (() => 1)) };
  return builtin === undefined ? one : { before: (run, args) => run.charge(builtin(args)), after: nothing };
}

function meteredCost(
  meters: readonly CallMeter[],
  otherwise: (args: readonly CelResult[]) => number,
): CallCost["after"] {
  return (run, args, result) => {
    for (const meter of meters) {
      const cost = meter(args as readonly CelValue[], result);
      if (cost !== undefined) {
        run.charge(cost);
        return;
      }
    }
    run.charge(otherwise(args));
  };
}
