import {
  type Clock,
  type DelayedKey,
  keyOf,
  listPages,
  type Pod,
  type Service,
  type Store,
  TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { servicesOfPodEvent } from "./pod-memberships.js";
import { ServiceIndex } from "./service-index.js";

/** Options of {@link WatchedServices}. */
export interface WatchedServicesOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** How long Services wait after a change of a pod, so that further changes join it (EP-2). */
  readonly batchPeriodMs: number;
}

const serviceKind = { apiVersion: "v1", kind: "Service" };

/** The Services that a controller has been told of, and which of them an event concerns. */
export class WatchedServices {
  readonly #store: Store;
  readonly #slice: TimeSlice;
  readonly #batchPeriodMs: number;
  readonly #index = new ServiceIndex();
  #loaded = false;

  constructor({ store, clock, batchPeriodMs }: WatchedServicesOptions) {
    this.#store = store;
    this.#slice = new TimeSlice(clock);
    this.#batchPeriodMs = batchPeriodMs;
  }

  /** Whether {@link keysOf} knows the Services. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Reads all Services. Answers with their keys, and those of Services that were known before and are gone. */
  async load(): Promise<Set<string>> {
    const keys = new Set(this.#index.keys());
    // An error on the way leaves what is half known to the next load.
    this.#loaded = false;
    this.#index.clear();
    for await (const page of listPages<Service>(this.#store, serviceKind, { slice: this.#slice })) {
      for (const service of page.items) this.#index.set(service);
    }
    this.#loaded = true;
    for (const key of this.#index.keys()) keys.add(key);
    return keys;
  }

  /** The Services that a commit of a Service or a pod concerns (EP-1..5); none for other kinds. */
  keysOf(event: WatchEvent): readonly (string | DelayedKey)[] {
    if (event.object.apiVersion !== "v1") return [];
    if (event.object.kind === "Service") {
      const key = keyOf(event.object);
      if (event.type === "DELETED") this.#index.delete(key);
      else this.#index.set(event.object as Service);
      return [key];
    }
    if (event.object.kind !== "Pod") return [];
    const keys = servicesOfPodEvent(event as WatchEvent<Pod>, this.#index);
    if (this.#batchPeriodMs === 0) return keys;
    return keys.map((key) => ({ key, afterMs: this.#batchPeriodMs }));
  }
}
