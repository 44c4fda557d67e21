import { type Event, keyOf } from "@engenho/core";
import { weightOf } from "@engenho/registry";

/** How many Events are kept. */
export interface EventLimits {
  /** In one namespace. */
  readonly mostPerNamespace: number;
  /** All together: about how many bytes of memory they may take. */
  readonly mostBytes: number;
}

/**
 * How much of a limit is kept when it was exceeded. Many go at once: to find the first key of a Map takes longer the more were
 * deleted in front of it.
 */
const keptShare = 0.95;

interface Entry {
  readonly namespace: string;
  readonly writtenMs: number;
  readonly weight: number;
}

/** When each Event was written last, and which are too many: always those that were written first. */
export class EventLedger {
  readonly #limits: EventLimits;
  /** In the order of their last writes. */
  readonly #entries = new Map<string, Entry>();
  readonly #byNamespace = new Map<string, Map<string, Entry>>();
  #weight = 0;

  constructor(limits: EventLimits) {
    this.#limits = limits;
  }

  /** When an Event was written last; undefined for one that was never noted, or is too many. */
  writtenMs(key: string): number | undefined {
    return this.#entries.get(key)?.writtenMs;
  }

  /** Notes a write. Returns the keys of Events that there are too many of now; they are forgotten here. */
  note(event: Event, nowMs: number): readonly string[] {
    const key = keyOf(event);
    this.forget(key);
    const namespace = event.metadata.namespace ?? "";
    const entry = { namespace, writtenMs: nowMs, weight: weightOf(event) };
    let neighbours = this.#byNamespace.get(namespace);
    if (neighbours === undefined) {
      neighbours = new Map();
      this.#byNamespace.set(namespace, neighbours);
    }
    this.#entries.set(key, entry);
    neighbours.set(key, entry);
    this.#weight += entry.weight;
    const { mostPerNamespace, mostBytes } = this.#limits;
    if (neighbours.size > mostPerNamespace) {
      const kept = Math.floor(mostPerNamespace * keptShare);
      return this.#takeOldest(neighbours, () => neighbours.size > kept);
    }
    if (this.#weight <= mostBytes) return [];
    return this.#takeOldest(this.#entries, () => this.#weight > mostBytes * keptShare && this.#entries.size > 1);
  }

  /** Called when an Event is gone. */
  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    const neighbours = this.#byNamespace.get(entry.namespace);
    neighbours?.delete(key);
    if (neighbours?.size === 0) this.#byNamespace.delete(entry.namespace);
  }

  #takeOldest(entries: ReadonlyMap<string, Entry>, areTooMany: () => boolean): readonly string[] {
    const taken: string[] = [];
    for (const key of entries.keys()) {
      if (!areTooMany()) break;
      this.forget(key);
      taken.push(key);
    }
    return taken;
  }
}
