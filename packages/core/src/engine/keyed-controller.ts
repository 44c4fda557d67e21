import type { Clock } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import type { Logger } from "../environment/logger.js";
import { checkOptions, type OptionRules, optionRules } from "../environment/options.js";
import { systemClock } from "../environment/system-clock.js";
import { TimeSlice } from "../environment/time-slice.js";
import type { WatchEvent } from "../store/watch.js";
import { Backoff, type BackoffOptions } from "./backoff.js";
import type { Controller, ReconcileError, ReconcileReport, Wake } from "./controller.js";
import { DelayedKeys } from "./delayed-keys.js";
import { FailureLog } from "./failure-log.js";
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
  /**
   * Commits bring the key back no sooner than so many milliseconds from now; those that come until then share one
   * reconcile. For keys whose reconcile has to look at very much: see {@link restAfter}. A key that `keysOf` asks for at
   * once (`afterMs: 0`), a retry and a tick of everything do not wait. Default 0.
   */
  readonly restMs?: number | undefined;
}

/** A key that is to be worked on no sooner than `afterMs` milliseconds from now (AddAfter, CM-4); at once for 0 or less. */
export interface DelayedKey {
  readonly key: string;
  readonly afterMs: number;
}

/**
 * A key whose object is gone for good: the time it asked for, its retries and its rest are dropped, and it is not worked
 * on. Else a key that asked to come back in an hour is held for that hour, and millions of them may be.
 */
export interface ForgottenKey {
  readonly key: string;
  readonly forget: true;
}

/** What `keysOf` answers: keys to be worked on at once, later, or no more. */
export type MappedKeys = Iterable<string | DelayedKey | ForgottenKey>;

/** What a keyed controller is made of. */
export interface KeyedControllerOptions {
  readonly name: string;
  /**
   * The keys whose answer a commit may change: of the object itself, its owner, or whatever refers to it. It may look
   * things up, and keep an index: it sees commits one by one, in their order, and not while `listKeys` runs. A key may
   * ask to wait; of two deadlines for one key the earlier counts.
   */
  readonly keysOf: (event: WatchEvent) => MappedKeys | Promise<MappedKeys>;
  /**
   * Every key there is, for a tick of everything; see {@link listKeysOf}. However many there are, it gives way to the event
   * loop by `slice`. Throws what the store throws.
   */
  readonly listKeys: (slice: TimeSlice) => Promise<Iterable<string>>;
  /** Brings one key to its desired state. It is told nothing of what woke it, and never runs twice at once for one key. */
  readonly reconcile: (key: string, signal: AbortSignal) => Promise<ReconcileResult>;
  /**
   * Further keys that a reconcile, done or failed, has found in need of work without a commit to tell of it. Asked after
   * each one; the keys are worked on at once. Default: none.
   */
  readonly takeWoken?: () => Iterable<string>;
  /** How many keys are worked on at once. Default 5 (CM-12). */
  readonly concurrency?: number;
  /** A key that failed this many times in a row and fails again is dropped until its next event. Default `Infinity`. */
  readonly maxRetries?: number;
  readonly backoff?: BackoffOptions;
  /** Errors that are no failure but the end of the matter for that key (DEP-8). Default: none. */
  readonly isFinal?: (error: unknown) => boolean;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Told of failures, of each once until the key succeeds: see {@link FailureLog}. Default: {@link consoleLogger}. */
  readonly logger?: Logger;
}

/** A Controller that works by key, and what it tells of itself. */
export interface KeyedController extends Controller {
  readonly clock: Clock;
  /** Keys that wait now, without those that wait for a retry. */
  readonly queueDepth: number;
  /** Keys that wait for a retry or for a time they asked for. */
  readonly delayedKeys: number;
  /** Retries so far. */
  readonly retries: number;
}

/**
 * Turns `reconcile(key)` into a Controller (CM-1..CM-4): maps commits to keys, holds each waiting key once, works on
 * several keys at once but never twice on one, and retries failing keys with a growing delay each of its own. Its ticks
 * may overlap, so that a slow key holds up nobody else. Throws TypeError or RangeError for options that make no sense.
 */
export function createKeyedController(options: KeyedControllerOptions): KeyedController {
  return new KeyedReconciler(options);
}

const { required, callable, wholeNumber } = optionRules;
const rules: OptionRules<keyof KeyedControllerOptions> = {
  name: required(optionRules.text),
  keysOf: required(callable),
  listKeys: required(callable),
  reconcile: required(callable),
  takeWoken: callable,
  concurrency: wholeNumber(1),
  maxRetries: wholeNumber(0, Number.POSITIVE_INFINITY),
  backoff: optionRules.object,
  isFinal: callable,
  clock: optionRules.clock,
  logger: optionRules.logger,
};

class KeyedReconciler implements KeyedController {
  readonly name: string;
  readonly overlappingTicks = true;
  readonly #options: KeyedControllerOptions;
  readonly #logger: Logger;
  readonly #queue = new WorkQueue();
  readonly #delayed: DelayedKeys;
  readonly #backoff: Backoff;
  readonly #failureLog = new FailureLog();
  readonly #slice: TimeSlice;
  readonly clock: Clock;
  readonly #concurrency: number;
  /** Until when keys rest; an entry may be past. */
  readonly #restUntilMs = new Map<string, number>();
  /** Of the ticks that wait for a key, each once. */
  readonly #tallies = new Map<string, TickTally[]>();
  /** Ends when every tick begun so far has mapped its changes, so that `keysOf` sees commits in their order. */
  #mapping: Promise<void> = Promise.resolve();
  #workers = 0;
  #retries = 0;

  constructor(options: KeyedControllerOptions) {
    checkOptions("createKeyedController", options, rules);
    this.name = options.name;
    this.#options = options;
    this.#concurrency = options.concurrency ?? 5;
    this.clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? consoleLogger;
    this.#delayed = new DelayedKeys(this.clock);
    this.#backoff = new Backoff(options.backoff);
    this.#slice = new TimeSlice(this.clock);
  }

  get queueDepth(): number {
    return this.#queue.depth;
  }

  get delayedKeys(): number {
    return this.#delayed.size;
  }

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
      for (const key of await this.#options.listKeys(this.#slice)) {
        this.#enqueue(key, tally);
        const turn = this.#slice.giveWay();
        if (turn !== undefined) await turn;
      }
      return;
    }
    for (const change of wake.changes) {
      const keys = this.#options.keysOf(change);
      this.#enqueueAll(keys instanceof Promise ? await keys : keys, tally);
      const turn = this.#slice.giveWay();
      if (turn !== undefined) await turn;
    }
  }

  /** Apart from the asynchronous loop that calls it for each commit, where V8 would make an iterator for each. */
  #enqueueAll(keys: MappedKeys, tally: TickTally): void {
    for (const key of keys) {
      if (typeof key === "string") this.#enqueueRested(key, tally);
      else if ("forget" in key) this.#forget(key.key);
      else if (key.afterMs <= 0) this.#enqueue(key.key, tally);
      else this.#delayed.add(key.key, key.afterMs);
    }
  }

  #forget(key: string): void {
    this.#delayed.delete(key);
    this.#succeeded(key);
    this.#restUntilMs.delete(key);
  }

  #enqueueRested(key: string, tally: TickTally): void {
    const restMs = this.#restLeftMs(key);
    if (restMs > 0) this.#delayed.add(key, restMs);
    else this.#enqueue(key, tally);
  }

  #restLeftMs(key: string): number {
    const untilMs = this.#restUntilMs.get(key);
    if (untilMs === undefined) return 0;
    const leftMs = untilMs - this.clock.monotonicNow();
    if (leftMs <= 0) this.#restUntilMs.delete(key);
    return leftMs;
  }

  #enqueue(key: string, tally: TickTally): void {
    this.#queue.add(key);
    const tallies = this.#tallies.get(key);
    if (tallies === undefined) this.#tallies.set(key, [tally]);
    // Ticks map one after the other, so that one that is there already is the last.
    else if (tallies.at(-1) === tally) return;
    else tallies.push(tally);
    tally.expect();
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
      const outcome = signal.aborted ? "skipped" : await this.#reconcile(key, signal);
      this.#done(key);
      if (this.#options.takeWoken !== undefined) this.#wake(this.#options.takeWoken(), signal);
      for (const tally of tallies ?? []) {
        if (typeof outcome === "string") tally.count(outcome);
        else tally.countFailure(outcome);
      }
      const turn = this.#slice.giveWay();
      if (turn !== undefined) await turn;
    }
    this.#workers--;
  }

  /** A key that was added while it was worked on rests first, if it is to; those who wait for it hear that it was put off. */
  #done(key: string): void {
    const restMs = this.#restLeftMs(key);
    if (restMs <= 0) {
      this.#queue.done(key);
      return;
    }
    if (!this.#queue.forget(key)) return;
    this.#delayed.add(key, restMs);
    for (const tally of this.#tallies.get(key) ?? []) tally.count("skipped");
    this.#tallies.delete(key);
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<"unchanged" | "changed" | "skipped" | ReconcileError> {
    try {
      const result = await this.#options.reconcile(key, signal);
      this.#succeeded(key);
      if ((result.restMs ?? 0) > 0) this.#restUntilMs.set(key, this.clock.monotonicNow() + (result.restMs ?? 0));
      else this.#restUntilMs.delete(key);
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

  #wake(keys: Iterable<string>, signal: AbortSignal): void {
    for (const key of keys) this.#queue.add(key);
    this.#employ(signal);
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
