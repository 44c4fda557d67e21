import { setMaxListeners } from "node:events";
import { type Clock, type KeyedController, type Logger, type Store, WatchDriver } from "@engenho/core";
import type { Metrics } from "./metrics/metrics.js";

/** Options of {@link runDrivers}. */
export interface DriverSetOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly debounceMs: number;
  readonly fallbackIntervalMs: number;
  readonly signal: AbortSignal;
}

/** Runs one driver per controller until the signal aborts or the store is closed. Resolves when the last has ended. */
export async function runDrivers(controllers: readonly KeyedController[], options: DriverSetOptions): Promise<void> {
  const { store, clock, logger, metrics, debounceMs, fallbackIntervalMs, signal } = options;
  // Each driver listens to the one signal.
  setMaxListeners(0, signal);
  await Promise.all(
    controllers.map(async (controller) => {
      const driver = new WatchDriver(controller, store, {
        debounceMs,
        fallbackIntervalMs,
        clock,
        logger,
      });
      driver.listen((event) => metrics.observeDriver(controller, event));
      metrics.track(controller);
      await driver.run(signal);
    }),
  );
}
