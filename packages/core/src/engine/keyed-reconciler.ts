import type { Clock } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import type { Logger } from "../environment/logger.js";
import { systemClock } from "../environment/system-clock.js";
import { TimeSlice } from "../environment/time-slice.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { WatchEvent } from "../store/watch.js";
import { Backoff, type BackoffOptions } from "./backoff.js";
import type { Controller, ReconcileError, ReconcileReport, Wake } from "./controller.js";
import { DelayedKeys } from "./delayed-keys.js";
import { FailureLog } from "./failure-log.js";
import { pauseAfter } from "./observation-pause.js";
import { type QueueMetrics, QueueWatch } from "./queue-metrics.js";
import { TickTally } from "./tick-tally.js";
import { WorkQueue } from "./work-queue.js";

/** What became of one key. Throw for a failure. */
export interface ReconcileResult {
  /** Whether anything was written. */
  readonly changed: boolean;
  /** The key was left for later on purpose. Default false. */
  readonly skipped?: boolean;
  /** Come back to this key after so many milliseconds even if nothing happens. */
  readonly requeueAfterMs?: number | undefined;
}

/** What a reconcile is given beside its key. */
export interface ReconcileContext {
  /** Aborts when the controller is to end. */
  readonly signal: AbortSignal;
  /** By which all of the controller's work gives way to the event loop: for loops over thousands of objects. */
  readonly slice: TimeSlice;
  /** Has another key worked on, at once: one that this reconcile has found in need of it without a commit to tell of it. */
  enqueue(key: string): void;
  /**
   * Reads and looks at what the key depends on, which the engine times. A key whose observation takes long is woken by
   * commits less often: those that come meanwhile share one reconcile (`observationShare`). A key that asks to come back
   * (`requeueAfterMs`, `afterMs: 0`), a retry and a tick of everything do not wait.
   */
  observe<R>(look: () => Promise<R>): Promise<R>;
}

/** A key that is to be worked on no sooner than `afterMs` milliseconds from now (AddAfter, CM-4); at once for 0 or less. */
export interface DelayedKey {
  readonly key: string;
  readonly afterMs: number;
}

/**
 * A key whose object is gone for good: the time it asked for, its retries and its pause are dropped, and it is not worked
 * on. Else a key that asked to come back in an hour is held for that hour, and millions of them may be.
 */
export interface ForgottenKey {
  readonly key: string;
  readonly forget: true;
}

/** What `keysOf` answers: keys to be worked on at once, later, or no more. */
export type MappedKeys = Iterable<string | DelayedKey | ForgottenKey>;

/** How keys are reconciled, wherever they come from. */
export interface ReconcilingOptions {
  readonly name: string;
  /**
   * Reads what `keysOf` looks things up in, giving way by `slice`: before the first commit is mapped, and at every tick of
   * everything before `listKeys`. Throws what the store throws; then it is asked again. Default: nothing.
   */
  readonly load?: (slice: TimeSlice) => Promise<void>;
  /** Brings one key to its desired state. It is told nothing of what woke it, and never runs twice at once for one key. */
  readonly reconcile: (key: string, context: ReconcileContext) => Promise<ReconcileResult>;
  /** How many keys are worked on at once. Default 5 (CM-12). */
  readonly concurrency?: number;
  /** A key that failed this many times in a row and fails again is dropped until its next event. Default `Infinity`. */
  readonly maxRetries?: number;
  /**
   * The share of time that one key may be observed for ({@link ReconcileContext.observe}) while commits wake it again and
   * again: after a long observation it waits, for at most a second. Default 0.1.
   */
  readonly observationShare?: number;
  readonly backoff?: BackoffOptions;
  /** Errors that are no failure but the end of the matter for that key (DEP-8). Default: none. */
  readonly isFinal?: (error: unknown) => boolean;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Told of failures, of each once until the key succeeds. Default: {@link consoleLogger}. */
  readonly logger?: Logger;
}

/** What a {@link KeyedReconciler} is made of. */
export interface KeyedReconcilerOptions extends ReconcilingOptions {
  readonly kinds: KindFilter;
  readonly keysOf: (event: WatchEvent) => MappedKeys | Promise<MappedKeys>;
  readonly listKeys: (slice: TimeSlice) => Promise<Iterable<string>>;
}

/** The engine of keyed controllers: keys in, reconciles out. */
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
  readonly #watch: QueueWatch;
  readonly clock: Clock;
  readonly #concurrency: number;
  /** Until when commits do not wake keys; an entry may be past. */
  readonly #pausedUntilMs = new Map<string, number>();
  /** Of the ticks that wait for a key, each once. */
  readonly #tallies = new Map<string, TickTally[]>();
  /** Ends when every tick begun so far has mapped its changes, so that `keysOf` sees commits in their order. */
  #mapping: Promise<void> = Promise.resolve();
  /** Whether what `keysOf` looks things up in has been read. */
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
    this.#watch = new QueueWatch(this.clock);
  }

  /** How its queue fares. */
  get queue(): QueueMetrics {
    return this.#watch;
  }

  /** Keys that wait now, without those that wait for a retry or a time. */
  get queueDepth(): number {
    return this.#queue.depth;
  }

  /** Keys that wait for a retry or for a time they asked for. */
  get delayedKeys(): number {
    return this.#delayed.size;
  }

  /** Retries so far. */
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
      // What was mapped before a failure waits no longer than it would have, retries that fell due above all.
      this.#employ(signal);
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

  /** Apart from the asynchronous loop that calls it for each commit, where V8 would make an iterator for each. */
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
    // Ticks map one after the other, so that one that is there already is the last.
    else if (tallies.at(-1) === tally) return;
    else tallies.push(tally);
    tally.expect();
  }

  #add(key: string): void {
    if (this.#queue.add(key)) this.#watch.added(key);
  }

  #employ(signal: AbortSignal): void {
    // Each worker takes its first key before `#work` returns, so this ends.
    while (this.#workers < this.#concurrency && this.#queue.ready > 0) {
      this.#workers++;
      // `work` cannot reject: it turns every failure of a key into a result.
      this.#work(signal).catch((error: unknown) => this.#logger.error({ controller: this.name, err: error }, "bug"));
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (let key = this.#queue.take(); key !== undefined; key = this.#queue.take()) {
      const tallies = this.#tallies.get(key);
      this.#tallies.delete(key);
      this.#watch.started(key);
      const outcome = signal.aborted ? "skipped" : await this.#reconcile(key, signal);
      this.#watch.ended(key);
      this.#done(key);
      this.#employ(signal);
      for (const tally of tallies ?? []) {
        if (typeof outcome === "string") tally.count(outcome);
        else tally.countFailure(outcome);
      }
      const turn = this.#slice.giveWay();
      if (turn !== undefined) await turn;
    }
    this.#workers--;
  }

  /** A key that was added while it was worked on pauses first, if it is to; those who wait for it hear that it was put off. */
  #done(key: string): void {
    const pauseMs = this.#pauseLeftMs(key);
    if (pauseMs <= 0) {
      this.#queue.done(key);
      return;
    }
    if (!this.#queue.forget(key)) return;
    this.#watch.putOff(key);
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
