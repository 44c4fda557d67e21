import { type Event, events } from "@engenho/types";
import type { Clock, Timer } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import type { Logger } from "../environment/logger.js";
import { checkOptions, type OptionRules, optionRules } from "../environment/options.js";
import type { RandomSource } from "../environment/random-source.js";
import { systemClock } from "../environment/system-clock.js";
import { systemRandom } from "../environment/system-random.js";
import { TimeSlice } from "../environment/time-slice.js";
import { definedFields } from "../objects/defined-fields.js";
import type { KubernetesObject } from "../objects/object.js";
import { formatTime } from "../objects/rfc3339.js";
import { failureText } from "../store/failure-text.js";
import type { Store } from "../store/store.js";
import { hasStatusCause, isStoreError } from "../store/store-error.js";
import { type CorrelatedEvent, EventCorrelator, type EventCorrelatorOptions } from "./event-correlator.js";

/** Writes Kubernetes Events, best effort (CM-17, CM-18). */
export interface EventRecorder {
  /**
   * Records an event about `object`. Returns at once and never throws; the Event is written later, correlated with similar
   * ones, or dropped when there are too many (CM-14..16).
   */
  event(object: KubernetesObject, type: "Normal" | "Warning", reason: string, message: string): void;
  /**
   * Resolves when everything recorded so far is written or given up. Pending retries are made at once and for the last time,
   * so that no timer is left.
   */
  flush(): Promise<void>;
}

/** Options of {@link createEventRecorder}. */
export interface EventRecorderOptions {
  /** The store that Events are written to. */
  readonly store: Store;
  /** The reporting component, such as `replicaset-controller`. */
  readonly component: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Spreads the first retry over its delay. Default: the system's. */
  readonly random?: RandomSource;
  /** Logs Events that cannot be written, once for as long as the error is the same. Default: {@link consoleLogger}. */
  readonly logger?: Logger;
  /** How many Events may wait to be written; further ones are dropped, and the number is logged. Default 10 000. */
  readonly maximumWaiting?: number;
  /** The limits of counting, aggregation and the spam filter. Default: client-go's. */
  readonly correlation?: EventCorrelatorOptions;
}

const maximumTries = 12;
const retryDelayMs = 10_000;

interface Delivery {
  readonly event: Event;
  /** Whether the Event was written before, so that only its count and time change. */
  readonly repeated: boolean;
}

/** Makes a recorder (client-go's tools/record; CM-13..18). It has a timer only while a write waits for its retry. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  return new StoreEventRecorder(options);
}

const rules: OptionRules<keyof EventRecorderOptions> = {
  store: optionRules.required(optionRules.store),
  component: optionRules.required(optionRules.text),
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
  maximumWaiting: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  correlation: optionRules.object,
};

class StoreEventRecorder implements EventRecorder {
  readonly #store: Store;
  readonly #component: string;
  /** Shared by all its Events. */
  readonly #source: { readonly component: string };
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #logger: Logger;
  readonly #maximumWaiting: number;
  readonly #correlator: EventCorrelator;
  /** By the correlator's key: of an event that recurs before it is written, only the last state is written. */
  readonly #waiting = new Map<string, Delivery>();
  #delivering: Promise<void> | undefined;
  /** Events dropped since the queue was last empty. */
  #dropped = 0;
  #flushes = 0;
  /** The last errors logged, by level; reset when an Event is written. */
  readonly #lastLogged = { warn: "", error: "" };
  #endPause: (() => void) | undefined;
  #lastNanoseconds = 0n;

  constructor(options: EventRecorderOptions) {
    checkOptions("createEventRecorder", options, rules);
    this.#store = options.store;
    this.#component = options.component;
    this.#source = Object.freeze({ component: options.component });
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#logger = options.logger ?? consoleLogger;
    this.#maximumWaiting = options.maximumWaiting ?? 10_000;
    this.#correlator = new EventCorrelator(options.correlation);
  }

  event(object: KubernetesObject, type: "Normal" | "Warning", reason: string, message: string): void {
    const { namespace = "", name = "", uid = "" } = object.metadata;
    const identity = uid === "" ? [object.apiVersion, object.kind, namespace, name].join("\u0000") : uid;
    const occurrence = { object: identity, type, reason, message };
    const correlated = this.#correlator.correlate(occurrence, this.#clock.now(), () => this.#newName(name));
    if (correlated === undefined) return;
    const earlier = this.#waiting.get(correlated.key);
    if (earlier === undefined && this.#waiting.size >= this.#maximumWaiting) {
      if (this.#dropped++ === 0) {
        const waiting = this.#waiting.size;
        this.#logger.warn({ component: this.#component, waiting }, "events are dropped: too many wait");
      }
      return;
    }
    const repeated = earlier === undefined ? correlated.count > 1 : earlier.repeated;
    this.#waiting.set(correlated.key, { event: this.#eventOf(object, type, reason, correlated), repeated });
    this.#delivering ??= this.#deliverAll();
  }

  async flush(): Promise<void> {
    this.#flushes++;
    this.#endPause?.();
    while (this.#delivering !== undefined) await this.#delivering;
    this.#flushes--;
  }

  #eventOf(object: KubernetesObject, type: string, reason: string, correlated: CorrelatedEvent): Event {
    const { namespace, name, uid, resourceVersion } = object.metadata;
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: correlated.name, namespace: namespace ?? "default" },
      involvedObject: definedFields({
        kind: object.kind,
        namespace,
        name: name ?? "",
        uid,
        apiVersion: object.apiVersion,
        resourceVersion,
      }),
      reason,
      message: correlated.message,
      source: this.#source,
      firstTimestamp: formatTime(correlated.firstMs),
      lastTimestamp: formatTime(correlated.lastMs),
      count: correlated.count,
      type,
      reportingComponent: this.#component,
      reportingInstance: "",
    };
  }

  /** CM-13: the name of a new Event. The clock may be coarse or stand still: no nanosecond is used twice. */
  #newName(involved: string): string {
    const now = BigInt(Math.floor(this.#clock.now() * 1000)) * 1000n;
    this.#lastNanoseconds = now > this.#lastNanoseconds ? now : this.#lastNanoseconds + 1n;
    return `${involved}.${this.#lastNanoseconds.toString(16)}`;
  }

  async #deliverAll(): Promise<void> {
    // Batches the events of the current turn, and lets the reconciler continue before they are written.
    await this.#clock.turn();
    const slice = new TimeSlice(this.#clock);
    for (const [key, delivery] of this.#waiting) {
      this.#waiting.delete(key);
      await this.#deliver(delivery);
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
    }
    this.#delivering = undefined;
    if (this.#dropped === 0) return;
    this.#logger.warn({ component: this.#component, dropped: this.#dropped }, "events were dropped: too many waited");
    this.#dropped = 0;
  }

  /** Never rejects. While the store is unavailable the whole queue waits; an Event that the store refuses is dropped (CM-17). */
  async #deliver(delivery: Delivery): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#write(delivery);
        this.#lastLogged.warn = "";
        this.#lastLogged.error = "";
        return;
      } catch (error) {
        const { name, namespace } = delivery.event.metadata;
        const fields = { component: this.#component, event: name, namespace, err: error };
        const transient = isStoreError(error, "ServiceUnavailable", "Timeout", "TooManyRequests");
        if (!transient || tries >= maximumTries || this.#flushes > 0) {
          // NotFound: the namespace is gone.
          const expected =
            isStoreError(error, "AlreadyExists", "Closed", "NotFound") || hasStatusCause(error, "NamespaceTerminating");
          if (expected) this.#logger.debug(fields, "event refused");
          else this.#logOnce("error", fields, "event not written");
          return;
        }
        this.#logOnce("warn", fields, "event not written; trying again");
        await this.#pause(tries === 1 ? retryDelayMs * this.#random.next() : retryDelayMs);
      }
    }
  }

  /** Logs at the given level, or at debug level while the error stays the same. */
  #logOnce(level: "warn" | "error", fields: { readonly err: unknown }, message: string): void {
    const reason = failureText(fields.err);
    const isNews = this.#lastLogged[level] !== reason;
    this.#lastLogged[level] = reason;
    this.#logger[isNews ? level : "debug"](fields, message);
  }

  async #write({ event, repeated }: Delivery): Promise<void> {
    if (repeated) {
      const { name = "", namespace } = event.metadata;
      const { count, lastTimestamp, message } = event;
      try {
        const reference = { apiVersion: "v1", kind: "Event", namespace, name };
        await this.#store.patch(events, reference, { type: "strategic", value: { count, lastTimestamp, message } });
        return;
      } catch (error) {
        // It has expired, or was never written: create it with its current count.
        if (!isStoreError(error, "NotFound")) throw error;
      }
    }
    await this.#store.create(event);
  }

  async #pause(delayMs: number): Promise<void> {
    let timer: Timer | undefined;
    await new Promise<void>((resolve) => {
      this.#endPause = resolve;
      timer = this.#clock.setTimer(resolve, delayMs);
    });
    timer?.cancel();
    this.#endPause = undefined;
  }
}
