import {
  type DelayedKey,
  keyOf,
  listPages,
  type Pod,
  type Service,
  type Store,
  services,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { servicesOfPodEvent } from "./pod-memberships.js";
import { ServiceIndex } from "./service-index.js";

/** Options of {@link WatchedServices}. */
export interface WatchedServicesOptions {
  readonly store: Store;
  /** How long Services are delayed after a change of a pod, to batch further changes (EP-2). */
  readonly batchPeriodMs: number;
}

/** The Services known to a controller, and the mapping of events to them. */
export class WatchedServices {
  readonly #store: Store;
  readonly #batchPeriodMs: number;
  readonly #index = new ServiceIndex();
  /** Keys known before the last load. */
  readonly #known = new Set<string>();

  constructor({ store, batchPeriodMs }: WatchedServicesOptions) {
    this.#store = store;
    this.#batchPeriodMs = batchPeriodMs;
  }

  /** Reads all Services. Throws what the store throws. */
  async load(slice: TimeSlice): Promise<void> {
    for (const key of this.#index.keys()) this.#known.add(key);
    this.#index.clear();
    for await (const page of listPages(this.#store, services, { slice })) {
      for (const service of page.items) this.#index.set(service);
    }
  }

  /** The keys of all Services, and of those known before the last {@link load} that are gone. */
  takeKeys(): Set<string> {
    const keys = new Set([...this.#known, ...this.#index.keys()]);
    this.#known.clear();
    return keys;
  }

  /** Updates the index; returns the key of the Service (EP-1). */
  keysOfService(event: WatchEvent<Service>): readonly string[] {
    const key = keyOf(event.object);
    if (event.type === "DELETED") this.#index.delete(key);
    else this.#index.set(event.object);
    return [key];
  }

  /** The keys of the Services that a pod event concerns (EP-2..5). */
  keysOfPod(event: WatchEvent<Pod>): readonly (string | DelayedKey)[] {
    const keys = servicesOfPodEvent(event, this.#index);
    if (this.#batchPeriodMs === 0) return keys;
    return keys.map((key) => ({ key, afterMs: this.#batchPeriodMs }));
  }
}
