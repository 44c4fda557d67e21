import type { Timer } from "../environment/clock.js";
import type { Store } from "../store/store.js";
import { isStoreError } from "../store/store-error.js";
import type { Watch, WatchEvent } from "../store/watch.js";
import type { Controller, ReconcileReport, Wake } from "./controller.js";
import type { DriverEvent } from "./watch-driver.js";
import type { WatchDriverConfig } from "./watch-driver-config.js";

/** What one run of a driver needs. */
export interface DriverRunOptions {
  readonly store: Store;
  readonly config: Required<WatchDriverConfig>;
  readonly controller: Controller;
  readonly signal: AbortSignal;
  readonly notify: (event: DriverEvent) => void;
  /** Never rejects; `undefined` for a failed tick. */
  readonly tick: (wake: Wake) => Promise<ReconcileReport | undefined>;
}

/** The first delay before a failed watch is reopened or a failed tick is retried; doubled each time. */
const firstDelayMs = 100;
const longestDelayMs = 30_000;

function doubled(delayMs: number): number {
  return Math.min(delayMs * 2, longestDelayMs);
}

/** The state of one `WatchDriver.run`. */
export class DriverRun {
  readonly #options: DriverRunOptions;
  /** Everything that `run` awaits before it returns: ticks, and event loop turns that will start one. */
  readonly #work = new Set<Promise<void>>();
  #runningTicks = 0;
  #lastTick: Promise<void> = Promise.resolve();
  #changes: WatchEvent[] = [];
  /** Set when the next tick has to be one of everything. */
  #everything: "start" | "fallback" | "lagged" | undefined = "start";
  /** Set when a tick is wanted without a commit: what the controller waits for is due, or the retry of a failed tick. */
  #due = false;
  /** Set when a tick failed: the changes it was woken by have not been processed. */
  #lostWake = false;
  #windowOpen = false;
  #ended = false;
  #windowTimer: Timer | undefined;
  #fallbackTimer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #retryDelayMs = firstDelayMs;
  #watch: Watch | undefined;

  constructor(options: DriverRunOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { controller, signal } = this.#options;
    // The only listener of a run, removed at its end: many drivers share one signal.
    let onAbort = () => {};
    const stopped = new Promise<void>((resolve) => {
      onAbort = () => {
        this.#watch?.close();
        resolve();
      };
    });
    signal.addEventListener("abort", onAbort, { once: true });
    const stopListening = controller.onWorkDue?.(() => this.#wakeForDueWork());
    try {
      await this.#watchUntilClosed(stopped);
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#ended = true;
      stopListening?.();
      this.#windowTimer?.cancel();
      this.#fallbackTimer?.cancel();
      this.#retryTimer?.cancel();
      while (this.#work.size > 0) await Promise.all(this.#work);
    }
  }

  async #watchUntilClosed(stopped: Promise<void>): Promise<void> {
    const { signal, store, config, notify, controller } = this.#options;
    let delayMs = firstDelayMs;
    let failure: string | undefined;
    while (!signal.aborted) {
      try {
        this.#watch = store.watch({ kinds: config.filter });
        this.#startTick();
        await this.#pump(this.#watch, () => {
          delayMs = firstDelayMs;
          failure = undefined;
        });
        return;
      } catch (error) {
        if (isStoreError(error, "Closed")) return;
        const level = failure === String(error) ? "debug" : "error";
        failure = String(error);
        config.logger[level]({ controller: controller.name, err: error }, "watch failed; opening it again");
        notify({ type: "error", controller: controller.name, error });
      } finally {
        this.#watch?.close();
        this.#watch = undefined;
      }
      await this.#pause(delayMs, stopped);
      // Set only after the pause: a tick during the pause would consume it, and commits after that tick would be missed.
      this.#everything = "lagged";
      delayMs = doubled(delayMs);
    }
  }

  /**
   * Consumes the watch until it is closed. While a tick that must not overlap is running nothing is read, so the store's
   * bound on undelivered events applies.
   */
  async #pump(watch: Watch, onSignal: () => void): Promise<void> {
    const { signal, controller, config, notify } = this.#options;
    for (;;) {
      while (controller.overlappingTicks !== true && this.#runningTicks > 0) await this.#lastTick;
      if (signal.aborted) return;
      const next = await watch.next();
      if (next === undefined || signal.aborted) return;
      onSignal();
      if (next.type === "lagged") {
        config.logger.warn({ controller: controller.name, missed: next.missed }, "watch lagged; ticking everything");
        notify({ type: "lagged", missed: next.missed });
        this.#everything = "lagged";
        this.#closeWindow();
      } else {
        this.#take(next.events);
      }
    }
  }

  /** The events need no filtering: the watch delivers only the requested kinds. */
  #take(events: readonly WatchEvent[]): void {
    const late = this.#windowOpen ? events.length : events.length - 1;
    if (late > 0) this.#options.notify({ type: "coalesced", count: late });
    if (this.#changes.length === 0) this.#changes = events.slice();
    else for (const event of events) this.#changes.push(event);
    this.#openWindow();
  }

  #openWindow(): void {
    if (this.#windowOpen || this.#ended) return;
    this.#windowOpen = true;
    const { clock, debounceMs } = this.#options.config;
    if (debounceMs > 0) {
      this.#windowTimer = clock.setTimer(() => this.#closeWindow(), debounceMs);
    } else {
      this.#track(clock.turn().then(() => this.#closeWindow()));
    }
  }

  #closeWindow(): void {
    this.#windowOpen = false;
    this.#windowTimer?.cancel();
    this.#startTick();
  }

  #wakeForDueWork(): void {
    this.#due = true;
    this.#startTick();
  }

  /** Starts the wanted tick, unless one that must not overlap is running: that one starts it when it ends. */
  #startTick(): void {
    if (this.#ended || this.#options.signal.aborted) return;
    if (this.#runningTicks > 0 && this.#options.controller.overlappingTicks !== true) return;
    const wake = this.#takeWake();
    if (wake === undefined) return;
    this.#lastTick = this.#tick(wake);
    this.#track(this.#lastTick);
  }

  #takeWake(): Wake | undefined {
    const changes = this.#windowOpen ? [] : this.#changes;
    const wanted = this.#everything !== undefined || changes.length > 0 || this.#due;
    if (!wanted) return undefined;
    const reason = this.#everything ?? (this.#lostWake ? "failed" : undefined);
    this.#everything = undefined;
    this.#due = false;
    this.#lostWake = false;
    this.#retryTimer?.cancel();
    // A tick of everything covers the collected changes, including those of an open window.
    if (reason !== undefined || !this.#windowOpen) this.#changes = [];
    if (reason !== undefined) return { type: "everything", reason };
    return changes.length > 0 ? { type: "changes", changes } : { type: "due" };
  }

  async #tick(wake: Wake): Promise<void> {
    const { tick } = this.#options;
    this.#runningTicks++;
    if (wake.type === "everything") this.#scheduleFallback();
    const report = await tick(wake);
    this.#runningTicks--;
    if (report === undefined) {
      this.#lostWake = true;
      this.#scheduleRetry();
    } else {
      this.#retryDelayMs = firstDelayMs;
    }
    this.#startTick();
  }

  /** Retries after a failed tick: the next tick, whatever wakes it, is one of everything; the timer is for when nothing does. */
  #scheduleRetry(): void {
    this.#retryTimer?.cancel();
    if (this.#ended) return;
    this.#retryTimer = this.#options.config.clock.setTimer(() => this.#wakeForDueWork(), this.#retryDelayMs);
    this.#retryDelayMs = doubled(this.#retryDelayMs);
  }

  #scheduleFallback(): void {
    const { clock, fallbackIntervalMs } = this.#options.config;
    this.#fallbackTimer?.cancel();
    if (fallbackIntervalMs === Number.POSITIVE_INFINITY || this.#ended) return;
    this.#fallbackTimer = clock.setTimer(() => {
      this.#everything ??= "fallback";
      this.#startTick();
    }, fallbackIntervalMs);
  }

  /** Registers work that `run` has to await. */
  #track(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  async #pause(delayMs: number, stopped: Promise<void>): Promise<void> {
    let timer: Timer | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = this.#options.config.clock.setTimer(resolve, delayMs);
    });
    await Promise.race([elapsed, stopped]);
    timer?.cancel();
  }
}
