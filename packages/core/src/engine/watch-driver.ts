import { createDoorbell, type Doorbell } from "../collections/doorbell.js";
import { checkArgument, type OptionRule, optionRules } from "../environment/options.js";
import type { Store } from "../store/store.js";
import type { Controller, ReconcileReport, Wake } from "./controller.js";
import { DriverRun } from "./driver-run.js";
import { resolveWatchDriverConfig, type WatchDriverConfig } from "./watch-driver-config.js";

const controllerRule: OptionRule = optionRules.required({
  expected: "a Controller, which has a `name` and a function `tick`",
  accepts: (value) => typeof (value as Controller | null)?.tick === "function" && (value as Controller).name !== "",
});

/** What a WatchDriver tells its listeners. */
export type DriverEvent =
  | {
      readonly type: "tick";
      readonly wake: Wake;
      readonly report: ReconcileReport;
      readonly durationMs: number;
    }
  /** `count` events arrived in a window that was already open. */
  | { readonly type: "coalesced"; readonly count: number }
  /** The store says that `missed` commits never reached this driver. */
  | { readonly type: "lagged"; readonly missed: number }
  /** A work item (`key`), a tick or the watch failed; the driver goes on. */
  | { readonly type: "error"; readonly controller: string; readonly key?: string; readonly error: unknown };

/**
 * The glue between a store's commits and a controller's ticks. It ticks everything once at its start; then the first
 * event opens a window of `debounceMs`, and all that arrives in it is one tick. When the store says that events were
 * lost it ticks everything at once, and every `fallbackIntervalMs` in any case. A failing tick is logged, and made good
 * by one of everything, at the next event or after 100 ms, 200 ms and so on up to 30 s.
 */
export class WatchDriver {
  readonly #controller: Controller;
  readonly #store: Store;
  readonly #config: Required<WatchDriverConfig>;
  readonly #doorbell: Doorbell<DriverEvent>;

  /** What the last tick failed with, if it did. */
  #tickFailure: string | undefined;

  /** Throws TypeError or RangeError for what makes no sense, TypeError when the controller works by another clock. */
  constructor(controller: Controller, store: Store, config: WatchDriverConfig = {}) {
    checkArgument("WatchDriver", "controller", controller, controllerRule);
    checkArgument("WatchDriver", "store", store, optionRules.required(optionRules.store));
    this.#controller = controller;
    this.#store = store;
    this.#config = resolveWatchDriverConfig(config, controller);
    this.#doorbell = createDoorbell((error) =>
      this.#config.logger.error({ controller: controller.name, err: error }, "a listener of the driver threw"),
    );
  }

  /** Calls `listener` for everything that the driver does; returns the function that ends it. */
  listen(listener: (event: DriverEvent) => void): () => void {
    checkArgument("WatchDriver.listen", "listener", listener, optionRules.required(optionRules.callable));
    return this.#doorbell.listen(listener);
  }

  /**
   * Drives until `signal` aborts or the store is closed. Resolves when the last tick is over; rejects only for a bug.
   */
  async run(signal: AbortSignal): Promise<void> {
    checkArgument("WatchDriver.run", "signal", signal, optionRules.required(optionRules.abortSignal));
    if (signal.aborted) return;
    await new DriverRun({
      store: this.#store,
      config: this.#config,
      controller: this.#controller,
      signal,
      ring: (event) => this.#doorbell.ring(event),
      tick: (wake) => this.#tick(wake, signal),
    }).run();
  }

  /** One tick of everything, for tests and scripts: no watch, no window. Throws what the tick throws. */
  async tickOnce(signal: AbortSignal = new AbortController().signal): Promise<ReconcileReport> {
    return this.#timed({ type: "everything", reason: "requested" }, signal);
  }

  async #tick(wake: Wake, signal: AbortSignal): Promise<ReconcileReport | undefined> {
    try {
      const report = await this.#timed(wake, signal);
      this.#tickFailure = undefined;
      return report;
    } catch (error) {
      const { name } = this.#controller;
      const level = this.#tickFailure === String(error) ? "debug" : "error";
      this.#tickFailure = String(error);
      this.#config.logger[level]({ controller: name, err: error }, "tick failed");
      this.#doorbell.ring({ type: "error", controller: name, error });
      return undefined;
    }
  }

  async #timed(wake: Wake, signal: AbortSignal): Promise<ReconcileReport> {
    const { clock, logger } = this.#config;
    const begunMs = clock.monotonicNow();
    const report = await this.#controller.tick(wake, signal);
    const durationMs = clock.monotonicNow() - begunMs;
    const { name } = this.#controller;
    // Who works by keys tells of each failure itself, or knows that it is none to tell of.
    const { errors = [], ...counts } = report;
    const fields = { controller: name, woken: wake.type, durationMs, ...counts };
    if (report.changed > 0 || report.skipped > 0 || report.failed > 0) logger.info(fields, "tick");
    else logger.debug(fields, "tick");
    for (const { key, error } of errors) this.#doorbell.ring({ type: "error", controller: name, key, error });
    this.#doorbell.ring({ type: "tick", wake, report, durationMs });
    return report;
  }
}
