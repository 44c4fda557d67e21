import { LruMap } from "../collections/lru-map.js";

/** One occurrence of an event, as a controller records it. */
export interface EventOccurrence {
  /** Identifies the object uniquely, also among objects of the same name. */
  readonly object: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  /** One CamelCase word for programs: `SuccessfulCreate`. */
  readonly reason: string;
  /** A sentence for people. */
  readonly message: string;
}

/** The Event that an occurrence belongs to. */
export interface CorrelatedEvent {
  /** The same for every occurrence that belongs to this Event. */
  readonly key: string;
  /** Assigned once, at the first occurrence. */
  readonly name: string;
  /** The text to write: the occurrence's, with a prefix if several messages were aggregated. */
  readonly message: string;
  /** The number of occurrences so far. 1: the Event is new; more: it has been written before. */
  readonly count: number;
  /** When it occurred first, in Unix milliseconds. */
  readonly firstMs: number;
  /** When it occurred last, in Unix milliseconds. */
  readonly lastMs: number;
}

/** Limits of an `EventCorrelator`. */
export interface EventCorrelatorOptions {
  /** Entries of each of the three LRU caches. Default 4096. */
  readonly memoryLimit?: number;
  /** From this many different messages on, similar events are aggregated into one (CM-15). Default 10. */
  readonly similarEvents?: number;
  /** Aggregation ends after this many milliseconds without a similar event. Default 600 000. */
  readonly similarWithinMs?: number;
  /** Burst of the spam filter per object and type (CM-16). Default 25. */
  readonly burst?: number;
  /** After the burst, one more event is let through each time this many milliseconds pass. Default 300 000. */
  readonly refillMs?: number;
}

interface Similar {
  readonly messages: Set<string>;
  readonly lastMs: number;
}

interface Known {
  readonly name: string;
  readonly firstMs: number;
  readonly count: number;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

const separator = "\u0000";

/**
 * Limits the number of Events (client-go's EventCorrelator; CM-14..16): counts repetitions, aggregates events that differ
 * only by message, and drops those of an object that emits too many. It uses no store and no clock; its memory is bounded.
 */
export class EventCorrelator {
  readonly #similar: LruMap<string, Similar>;
  readonly #known: LruMap<string, Known>;
  readonly #buckets: LruMap<string, Bucket>;
  readonly #similarEvents: number;
  readonly #similarWithinMs: number;
  readonly #burst: number;
  readonly #refillMs: number;

  constructor(options: EventCorrelatorOptions = {}) {
    const memoryLimit = options.memoryLimit ?? 4096;
    this.#similar = new LruMap(memoryLimit);
    this.#known = new LruMap(memoryLimit);
    this.#buckets = new LruMap(memoryLimit);
    this.#similarEvents = options.similarEvents ?? 10;
    this.#similarWithinMs = options.similarWithinMs ?? 600_000;
    this.#burst = options.burst ?? 25;
    this.#refillMs = options.refillMs ?? 300_000;
  }

  /** The Event to write, or `undefined` when the occurrence is dropped. `newName` is called only for a new Event. */
  correlate(occurrence: EventOccurrence, nowMs: number, newName: () => string): CorrelatedEvent | undefined {
    const { key, message } = this.#aggregate(occurrence, nowMs);
    const known = this.#known.peek(key);
    const count = (known?.count ?? 0) + 1;
    const name = known?.name ?? newName();
    const firstMs = known?.firstMs ?? nowMs;
    // Counted even if dropped below, as upstream does: the next one that is let through has the true count.
    this.#known.set(key, { name, firstMs, count });
    if (!this.#takeToken([occurrence.object, occurrence.type].join(separator), nowMs)) return undefined;
    return { key, name, message, count, firstMs, lastMs: nowMs };
  }

  #aggregate(occurrence: EventOccurrence, nowMs: number): { readonly key: string; readonly message: string } {
    const { object, type, reason, message } = occurrence;
    const similarKey = [object, type, reason].join(separator);
    let similar = this.#similar.peek(similarKey);
    if (similar === undefined || nowMs - similar.lastMs > this.#similarWithinMs)
      similar = { messages: new Set(), lastMs: nowMs };
    const { messages } = similar;
    messages.add(message);
    this.#similar.set(similarKey, { messages, lastMs: nowMs });
    if (messages.size < this.#similarEvents) return { key: [similarKey, message].join(separator), message };
    // The set is kept one below the limit, so that it does not grow and any further message reaches the limit again.
    for (const some of messages) {
      messages.delete(some);
      break;
    }
    return { key: similarKey, message: `(combined from similar events): ${message}` };
  }

  #takeToken(key: string, nowMs: number): boolean {
    const bucket = this.#buckets.peek(key) ?? { tokens: this.#burst, atMs: nowMs };
    const refilled = Math.max(0, nowMs - bucket.atMs) / this.#refillMs;
    const tokens = Math.min(this.#burst, bucket.tokens + refilled);
    const accepted = tokens >= 1;
    this.#buckets.set(key, { tokens: accepted ? tokens - 1 : tokens, atMs: nowMs });
    return accepted;
  }
}
