import { adjustmentMs, createFlowControl, type FlowControl } from "@engenho/apiserver";
import { type Clock, errorMessage, type Logger, type Timer } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import type { ManagerOptions } from "../manager-options.js";
import { StoredSizes } from "./stored-sizes.js";

/** Flow control that lends seats and counts what is stored, from time to time. */
export interface RunningFlowControl {
  readonly flowControl: FlowControl;
  /** Begins to do so. */
  start(): void;
  stop(): void;
}

/** How many adjustments pass between two counts of what is stored. */
const adjustmentsPerCount = 6;

/** API Priority and Fairness of a server; undefined without it, or without limits of requests. */
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
