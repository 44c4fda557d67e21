import { adjustmentMs, createFlowControl, type FlowControl } from "@engenho/apiserver";
import { type Clock, errorMessage, type Logger, type Timer } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import type { ManagerOptions } from "../manager-options.js";
import { StoredSizes } from "./stored-sizes.js";

/** Flow control with periodic adjustments of seats and counts of stored objects. */
export interface RunningFlowControl {
  readonly flowControl: FlowControl;
  /** Starts the periodic work. */
  start(): void;
  stop(): void;
}

/** How many adjustments there are per count of stored objects. */
const adjustmentsPerCount = 6;

/** API Priority and Fairness of a server; undefined if it is disabled, or requests are not limited. */
export function runFlowControl(
  options: Pick<ManagerOptions, "enablePriorityAndFairness" | "maxRequestsInflight" | "maxMutatingRequestsInflight">,
  context: { readonly store: RegistryStore; readonly clock: Clock; readonly logger: Logger },
): RunningFlowControl | undefined {
  const concurrency = options.maxRequestsInflight + options.maxMutatingRequestsInflight;
  if (!options.enablePriorityAndFairness || concurrency === 0) return undefined;
  const { store, clock, logger } = context;
  const sizes = new StoredSizes(store);
  const flowControl = createFlowControl({
    clock,
    concurrency,
    statisticsOf: (group, resource) => sizes.of(group, resource),
  });
  let timer: Timer | undefined;
  let adjustments = 0;
  const next = () => {
    timer = clock.setTimer(() => {
      flowControl.adjust();
      if (adjustments++ % adjustmentsPerCount === 0) {
        sizes.refresh().catch((error: unknown) => logger.warn({ error: errorMessage(error) }, "cannot count objects"));
      }
      next();
    }, adjustmentMs);
  };
  return { flowControl, start: next, stop: () => timer?.cancel() };
}
