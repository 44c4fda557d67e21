import { type Event, keyOf } from "@engenho/core";
import { weightOf } from "@engenho/storage";

/** Limits on the number and size of Events. */
export interface EventLimits {
  /** The maximum number in one namespace. */
  readonly maxPerNamespace: number;
  /** The approximate maximum size of all Events in memory, in bytes. */
  readonly maxBytes: number;
}

/**
 * What fraction of a limit is kept when it is exceeded. Many are removed at once, because finding the first key of a Map
 * takes longer the more keys before it were deleted.
 */
const keptShare = 0.95;

interface Entry {
  readonly namespace: string;
  readonly writtenMs: number;
  readonly weight: number;
}

/** The time of each Event's last write, and which Events exceed the limits: always those written first. */
export class EventLedger {
  readonly #limits: EventLimits;
  /** In the order of their last writes. */
  readonly #entries = new Map<string, Entry>();
  readonly #byNamespace = new Map<string, Map<string, Entry>>();
  #weight = 0;

  constructor(limits: EventLimits) {
    this.#limits = limits;
  }

  /** The time of an Event's last write; undefined for an unknown one, or one that exceeds the limits. */
  writtenMs(key: string): number | undefined {
    return this.#entries.get(key)?.writtenMs;
  }

  /** Records a write. Returns the keys of the Events that exceed the limits now, and removes them. */
  note(event: Event, nowMs: number): readonly string[] {
    const key = keyOf(event);
    this.forget(key);
    const namespace = event.metadata.namespace ?? "";
    const entry = { namespace, writtenMs: nowMs, weight: weightOf(event) };
    let inNamespace = this.#byNamespace.get(namespace);
    if (inNamespace === undefined) {
      inNamespace = new Map();
      this.#byNamespace.set(namespace, inNamespace);
    }
    this.#entries.set(key, entry);
    inNamespace.set(key, entry);
    this.#weight += entry.weight;
    const { maxPerNamespace, maxBytes } = this.#limits;
    if (inNamespace.size > maxPerNamespace) {
      const kept = Math.floor(maxPerNamespace * keptShare);
      return this.#takeOldest(inNamespace, () => inNamespace.size > kept);
    }
    if (this.#weight <= maxBytes) return [];
    return this.#takeOldest(this.#entries, () => this.#weight > maxBytes * keptShare && this.#entries.size > 1);
  }

  /** Removes an Event that was deleted. */
  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    const inNamespace = this.#byNamespace.get(entry.namespace);
    inNamespace?.delete(key);
    if (inNamespace?.size === 0) this.#byNamespace.delete(entry.namespace);
  }

  #takeOldest(entries: ReadonlyMap<string, Entry>, exceedsLimit: () => boolean): readonly string[] {
    const taken: string[] = [];
    for (const key of entries.keys()) {
      if (!exceedsLimit()) break;
      this.forget(key);
      taken.push(key);
    }
    return taken;
  }
}
