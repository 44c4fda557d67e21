import {
  type Clock,
  checkOptions,
  configMaps,
  consoleLogger,
  createKeyedController,
  isStoreError,
  type KeyedController,
  type Logger,
  type OptionRules,
  optionRules,
  type Store,
  systemClock,
} from "@engenho/core";
import { createReconciler } from "./reconcile.js";

/** Options of {@link createConfigMapTtlController}. */
export interface ConfigMapTtlOptions {
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof ConfigMapTtlOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/** Deletes ConfigMaps when the time in their annotation `example.com/ttl-seconds` has passed. */
export function createConfigMapTtlController(options: ConfigMapTtlOptions): KeyedController {
  checkOptions("createConfigMapTtlController", options, rules);
  const { store, clock = systemClock, logger = consoleLogger } = options;
  return createKeyedController({
    name: "config-map-ttl-controller",
    store,
    clock,
    logger,
    for: configMaps,
    reconcile: createReconciler(store, clock),
    // Deleted or replaced by another client: that commit enqueues the key again.
    isFinal: (error) => isStoreError(error, "NotFound", "Conflict"),
  });
}
