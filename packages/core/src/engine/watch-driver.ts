import { createListeners, type Listeners } from "../collections/listeners.js";
import { checkArgument, type OptionRule, optionRules } from "../environment/options.js";
import type { Store } from "../store/store.js";
import type { Controller, ReconcileReport, Wake } from "./controller.js";
import { DriverRun } from "./driver-run.js";
import { resolveWatchDriverConfig, type WatchDriverConfig } from "./watch-driver-config.js";

const controllerRule: OptionRule = optionRules.required({
  expected: "a Controller, which has a `name` and a `tick` method",
  accepts: (value) => typeof (value as Controller | null)?.tick === "function" && (value as Controller).name !== "",
});

/** What a WatchDriver reports to its listeners. */
export type DriverEvent =
  | {
      readonly type: "tick";
      readonly wake: Wake;
      readonly report: ReconcileReport;
      readonly durationMs: number;
    }
  /** `count` events joined a window that was already open. */
  | { readonly type: "coalesced"; readonly count: number }
  /** The watch lagged: `missed` commits were not delivered to this driver. */
  | { readonly type: "lagged"; readonly missed: number }
  /** A work item (`key`), a tick or the watch failed; the driver continues. */
  | { readonly type: "error"; readonly controller: string; readonly key?: string; readonly error: unknown };

/**
 * Drives a controller from a store's watch. It ticks everything once at the start; after that, the first event opens a
 * window of `debounceMs`, and all events that arrive in it make up one tick. When the watch lagged it ticks everything at
 * once, and in any case every `fallbackIntervalMs`. A failed tick is logged and followed by one of everything, at the next
 * event or after 100 ms, 200 ms and so on up to 30 s.
 */
export class WatchDriver {
  readonly #controller: Controller;
  readonly #store: Store;
  readonly #config: Required<WatchDriverConfig>;
  readonly #listeners: Listeners<DriverEvent>;

  /** The error of the last tick, if it failed. */
  #tickFailure: string | undefined;

  /** Throws TypeError or RangeError for invalid arguments, and TypeError when the controller uses a different clock. */
  constructor(controller: Controller, store: Store, config: WatchDriverConfig = {}) {
    checkArgument("WatchDriver", "controller", controller, controllerRule);
    checkArgument("WatchDriver", "store", store, optionRules.required(optionRules.store));
    this.#controller = controller;
    this.#store = store;
    this.#config = resolveWatchDriverConfig(config, controller);
    this.#listeners = createListeners((error) =>
      this.#config.logger.error({ controller: controller.name, err: error }, "a listener of the driver threw"),
    );
  }

  /** Calls `listener` for every DriverEvent; returns the function that removes it. */
  listen(listener: (event: DriverEvent) => void): () => void {
    checkArgument("WatchDriver.listen", "listener", listener, optionRules.required(optionRules.callable));
    return this.#listeners.add(listener);
  }

  /**
   * Runs until `signal` aborts or the store is closed. Resolves when the last tick has ended; rejects only for a bug.
   */
  async run(signal: AbortSignal): Promise<void> {
    checkArgument("WatchDriver.run", "signal", signal, optionRules.required(optionRules.abortSignal));
    if (signal.aborted) return;
    await new DriverRun({
      store: this.#store,
      config: this.#config,
      controller: this.#controller,
      signal,
      notify: (event) => this.#listeners.notify(event),
      tick: (wake) => this.#tick(wake, signal),
    }).run();
  }

  /** One tick of everything, for tests and scripts: without a watch or window. Throws what the tick throws. */
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
      this.#listeners.notify({ type: "error", controller: name, error });
      return undefined;
    }
  }

  async #timed(wake: Wake, signal: AbortSignal): Promise<ReconcileReport> {
    const { clock, logger } = this.#config;
    const begunMs = clock.monotonicNow();
    const report = await this.#controller.tick(wake, signal);
    const durationMs = clock.monotonicNow() - begunMs;
    const { name } = this.#controller;
    // Keyed controllers log the failures of their keys themselves.
    const { errors = [], ...counts } = report;
    const fields = { controller: name, woken: wake.type, durationMs, ...counts };
    if (report.changed > 0 || report.skipped > 0 || report.failed > 0) logger.info(fields, "tick");
    else logger.debug(fields, "tick");
    for (const { key, error } of errors) this.#listeners.notify({ type: "error", controller: name, key, error });
    this.#listeners.notify({ type: "tick", wake, report, durationMs });
    return report;
  }
}
