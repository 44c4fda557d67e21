import type { Clock } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import type { Logger } from "../environment/logger.js";
import { checkArgument, type OptionRule, optionRules } from "../environment/options.js";
import { systemClock } from "../environment/system-clock.js";
import { TimeSlice } from "../environment/time-slice.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { WatchEvent } from "../store/watch.js";
import { Backoff, type BackoffOptions } from "./backoff.js";
import type { Controller, ReconcileError, ReconcileReport, Wake } from "./controller.js";
import { DelayedKeys } from "./delayed-keys.js";
import { FailureLog } from "./failure-log.js";
import { pauseAfter } from "./observation-pause.js";
import { type QueueMetrics, QueueMetricsRecorder } from "./queue-metrics.js";
import { TickTally } from "./tick-tally.js";
import { WorkQueue } from "./work-queue.js";

/** The result of reconciling one key. Failures are thrown. */
export interface ReconcileResult {
  /** Whether anything was written. */
  readonly changed: boolean;
  /** The key was deferred on purpose. Default false. */
  readonly skipped?: boolean;
  /** Enqueue this key again after this many milliseconds even without an event. */
  readonly requeueAfterMs?: number | undefined;
}

const resultRule: OptionRule = optionRules.required({
  expected: "{ changed: boolean, requeueAfterMs?: number }",
  accepts: (value) => {
    const { requeueAfterMs } = (value ?? {}) as ReconcileResult;
    const delay = requeueAfterMs === undefined || (typeof requeueAfterMs === "number" && !Number.isNaN(requeueAfterMs));
    return typeof value === "object" && value !== null && delay;
  },
});

/** What a reconcile gets besides its key. */
export interface ReconcileContext {
  /** Aborts when the controller is to stop. */
  readonly signal: AbortSignal;
  /** Shared by all of the controller's work to yield to the event loop: for loops over thousands of objects. */
  readonly slice: TimeSlice;
  /** Enqueues another key at once, for work that a reconcile discovers without an event. */
  enqueue(key: string): void;
  /**
   * Runs the part of a reconcile that reads and inspects the key's dependents; the engine measures it. After an expensive
   * observation, events enqueue the key only after a pause, so that several of them share one reconcile
   * (`observationShare`). Requeues (`requeueAfterMs`, `afterMs: 0`), retries and ticks of everything do not wait for it.
   */
  observe<R>(look: () => Promise<R>): Promise<R>;
}

/** A key to be reconciled in `afterMs` milliseconds, or earlier if enqueued earlier (AddAfter, CM-4); at once for 0 or less. */
export interface DelayedKey {
  /** The key to enqueue. */
  readonly key: string;
  /** The delay in milliseconds. */
  readonly afterMs: number;
}

/**
 * A key whose object is gone for good: its pending requeue, its retries and its pause are dropped, and it is not
 * reconciled. Otherwise a key that asked for a requeue in an hour would be held for that hour, possibly by the million.
 */
export interface ForgottenKey {
  /** The key to forget. */
  readonly key: string;
  readonly forget: true;
}

/** What `keysOf` returns: keys to enqueue at once or later, and keys to forget. */
export type MappedKeys = Iterable<string | DelayedKey | ForgottenKey>;

/** Options for reconciling keys, whatever their source. */
export interface ReconcilingOptions {
  /** Identifies the controller in logs and metrics: `replicaset-controller`. */
  readonly name: string;
  /**
   * Reads what `keysOf` depends on, yielding by `slice`: before the first event is mapped, and in every tick of everything
   * before `listKeys`. Throws what the store throws; it is then called again. Default: nothing to read.
   */
  readonly load?: (slice: TimeSlice) => Promise<void>;
  /** Brings one key to its desired state. It does not learn what enqueued the key, and never runs twice at once for one key. */
  readonly reconcile: (key: string, context: ReconcileContext) => Promise<ReconcileResult>;
  /** How many keys are reconciled concurrently. Default 5 (CM-12). */
  readonly concurrency?: number;
  /** A key that has failed this many times in a row and fails again is dropped until its next event. Default `Infinity`. */
  readonly maxRetries?: number;
  /**
   * The share of time spent on the observations ({@link ReconcileContext.observe}) of one key that events enqueue again and
   * again: after a long observation the key pauses, for a second at most. Default 0.1.
   */
  readonly observationShare?: number;
  /** The delays before retries. Default: 5 ms, doubled after each failure in a row, up to 1000 s (CM-3). */
  readonly backoff?: BackoffOptions;
  /** Errors that end the reconcile without a retry (DEP-8). Default: none. */
  readonly isFinal?: (error: unknown) => boolean;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Logs failures, each message once until the key succeeds. Default: {@link consoleLogger}. */
  readonly logger?: Logger;
}

/** Options of {@link KeyedReconciler}. */
export interface KeyedReconcilerOptions extends ReconcilingOptions {
  readonly kinds: KindFilter;
  readonly keysOf: (event: WatchEvent) => MappedKeys | Promise<MappedKeys>;
  readonly listKeys: (slice: TimeSlice) => Promise<Iterable<string>>;
}

/** The engine of keyed controllers: a work queue with delays and rate limiting, and the workers that drain it. */
export class KeyedReconciler implements Controller {
  readonly name: string;
  readonly overlappingTicks = true;
  readonly kinds: KindFilter;
  readonly #options: KeyedReconcilerOptions;
  readonly #logger: Logger;
  readonly #queue = new WorkQueue();
  readonly #delayed: DelayedKeys;
  readonly #backoff: Backoff;
  readonly #failureLog = new FailureLog();
  readonly #slice: TimeSlice;
  readonly #metrics: QueueMetricsRecorder;
  readonly clock: Clock;
  readonly #concurrency: number;
  /** Until when events do not enqueue a key; an entry may have expired. */
  readonly #pausedUntilMs = new Map<string, number>();
  /** The tallies of the ticks that wait for a key, each once. */
  readonly #tallies = new Map<string, TickTally[]>();
  /** Resolves when every tick so far has mapped its changes, so that `keysOf` sees events in order. */
  #mapping: Promise<void> = Promise.resolve();
  /** Whether `load` has succeeded. */
  #loaded = false;
  #workers = 0;
  #retries = 0;

  constructor(options: KeyedReconcilerOptions) {
    this.name = options.name;
    this.kinds = options.kinds;
    this.#options = options;
    this.#concurrency = options.concurrency ?? 5;
    this.clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? consoleLogger;
    this.#delayed = new DelayedKeys(this.clock);
    this.#backoff = new Backoff(options.backoff);
    this.#slice = new TimeSlice(this.clock);
    this.#metrics = new QueueMetricsRecorder(this.clock);
  }

  /** The metrics of its work queue. */
  get queue(): QueueMetrics {
    return this.#metrics;
  }

  /** Depth of the work queue: keys that are ready, without those waiting for a retry or a requeue delay. */
  get queueDepth(): number {
    return this.#queue.depth;
  }

  /** Keys that wait for a retry or a requeue delay. */
  get delayedKeys(): number {
    return this.#delayed.size;
  }

  /** Retries since the start. */
  get retries(): number {
    return this.#retries;
  }

  onWorkDue(listener: () => void): () => void {
    this.#delayed.listen(listener);
    return () => this.#delayed.listen(undefined);
  }

  async tick(wake: Wake, signal: AbortSignal): Promise<ReconcileReport> {
    const tally = new TickTally();
    const mapped = this.#mapping.then(() => this.#mapToKeys(wake, tally));
    this.#mapping = mapped.catch(() => {});
    try {
      await mapped;
    } finally {
      // Keys mapped before a failure are processed anyway, above all retries that are due.
      this.#startWorkers(signal);
    }
    return tally.report();
  }

  async #mapToKeys(wake: Wake, tally: TickTally): Promise<void> {
    for (const key of this.#delayed.takeDue()) this.#enqueue(key, tally);
    if (wake.type === "everything") {
      await this.#load();
      for (const key of await this.#options.listKeys(this.#slice)) {
        this.#enqueue(key, tally);
        const turn = this.#slice.giveWay();
        if (turn !== undefined) await turn;
      }
      return;
    }
    if (wake.type === "due") return;
    if (!this.#loaded) await this.#load();
    for (const change of wake.changes) {
      const keys = this.#options.keysOf(change);
      this.#enqueueAll(keys instanceof Promise ? await keys : keys, tally);
      const turn = this.#slice.giveWay();
      if (turn !== undefined) await turn;
    }
  }

  async #load(): Promise<void> {
    this.#loaded = this.#options.load === undefined;
    if (this.#loaded) return;
    await this.#options.load?.(this.#slice);
    this.#loaded = true;
  }

  /** Separate from the asynchronous loop that calls it for each event, in which V8 would allocate an iterator each time. */
  #enqueueAll(keys: MappedKeys, tally: TickTally): void {
    for (const key of keys) {
      if (typeof key === "string") this.#enqueueUnlessPaused(key, tally);
      else if ("forget" in key) this.#forget(key.key);
      else if (key.afterMs <= 0) this.#enqueue(key.key, tally);
      else this.#delayed.add(key.key, key.afterMs);
    }
  }

  #forget(key: string): void {
    this.#delayed.delete(key);
    this.#succeeded(key);
    this.#pausedUntilMs.delete(key);
  }

  #enqueueUnlessPaused(key: string, tally: TickTally): void {
    const pauseMs = this.#pauseLeftMs(key);
    if (pauseMs > 0) this.#delayed.add(key, pauseMs);
    else this.#enqueue(key, tally);
  }

  #pauseLeftMs(key: string): number {
    const untilMs = this.#pausedUntilMs.get(key);
    if (untilMs === undefined) return 0;
    const leftMs = untilMs - this.clock.monotonicNow();
    if (leftMs <= 0) this.#pausedUntilMs.delete(key);
    return leftMs;
  }

  #enqueue(key: string, tally: TickTally): void {
    this.#add(key);
    const tallies = this.#tallies.get(key);
    if (tallies === undefined) this.#tallies.set(key, [tally]);
    // Ticks map one after the other, so this tick's tally can only be the last.
    else if (tallies.at(-1) === tally) return;
    else tallies.push(tally);
    tally.expect();
  }

  #add(key: string): void {
    if (this.#queue.add(key)) this.#metrics.added(key);
  }

  #startWorkers(signal: AbortSignal): void {
    // Each worker takes its first key before `#work` returns, so this loop ends.
    while (this.#workers < this.#concurrency && this.#queue.ready > 0) {
      this.#workers++;
      // `#work` cannot reject: every failure of a key is caught and reported.
      this.#work(signal).catch((error: unknown) => this.#logger.error({ controller: this.name, err: error }, "bug"));
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (let key = this.#queue.take(); key !== undefined; key = this.#queue.take()) {
      const tallies = this.#tallies.get(key);
      this.#tallies.delete(key);
      this.#metrics.started(key);
      const outcome = signal.aborted ? "skipped" : await this.#reconcile(key, signal);
      this.#metrics.ended(key);
      this.#done(key);
      this.#startWorkers(signal);
      for (const tally of tallies ?? []) {
        if (typeof outcome === "string") tally.count(outcome);
        else tally.countFailure(outcome);
      }
      const turn = this.#slice.giveWay();
      if (turn !== undefined) await turn;
    }
    this.#workers--;
  }

  /** A key that was enqueued while it was processed is delayed if it has to pause; ticks waiting for it count it as skipped. */
  #done(key: string): void {
    const pauseMs = this.#pauseLeftMs(key);
    if (pauseMs <= 0) {
      this.#queue.done(key);
      return;
    }
    if (!this.#queue.forget(key)) return;
    this.#metrics.removed(key);
    this.#delayed.add(key, pauseMs);
    for (const tally of this.#tallies.get(key) ?? []) tally.count("skipped");
    this.#tallies.delete(key);
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<"unchanged" | "changed" | "skipped" | ReconcileError> {
    let observedMs = 0;
    const context: ReconcileContext = {
      signal,
      slice: this.#slice,
      enqueue: (other) => this.#add(other),
      observe: async (look) => {
        const begunMs = this.clock.monotonicNow();
        const seen = await look();
        observedMs += this.clock.monotonicNow() - begunMs;
        return seen;
      },
    };
    try {
      const result = await this.#options.reconcile(key, context);
      checkArgument(this.name, "the result of reconcile", result, resultRule);
      this.#succeeded(key);
      const pauseMs = pauseAfter(observedMs, this.#options.observationShare ?? 0.1);
      if (pauseMs > 0) this.#pausedUntilMs.set(key, this.clock.monotonicNow() + pauseMs);
      else this.#pausedUntilMs.delete(key);
      if (result.requeueAfterMs !== undefined) this.#delayed.add(key, result.requeueAfterMs);
      if (result.skipped === true) return "skipped";
      return result.changed ? "changed" : "unchanged";
    } catch (error) {
      this.#retryLater(key, error);
      return { key, error };
    }
  }

  #succeeded(key: string): void {
    this.#backoff.forget(key);
    this.#failureLog.forget(key);
  }

  #retryLater(key: string, error: unknown): void {
    const fields = { controller: this.name, key, err: error };
    if (this.#options.isFinal?.(error) === true) {
      this.#succeeded(key);
      this.#logger.debug(fields, "not retried");
    } else if (this.#backoff.failures(key) >= (this.#options.maxRetries ?? Number.POSITIVE_INFINITY)) {
      this.#succeeded(key);
      this.#logger.warn(fields, "dropped after too many retries");
    } else {
      const isNews = this.#failureLog.isNews(key, error, this.#backoff.failures(key));
      const delayMs = this.#backoff.fail(key, this.clock.monotonicNow());
      this.#retries++;
      this.#delayed.add(key, delayMs);
      this.#logger[isNews ? "error" : "debug"]({ ...fields, retryAfterMs: delayMs }, "reconcile failed");
    }
  }
}
