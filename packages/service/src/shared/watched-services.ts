import { type DelayedKey, keyOf, type Pod, type Service, type Store, type WatchEvent } from "@engenho/core";
import { servicesOfPodEvent } from "./pod-memberships.js";
import { ServiceIndex } from "./service-index.js";

/** The Services that a controller has been told of, and which of them an event concerns. */
export class WatchedServices {
  readonly #store: Store;
  readonly #batchPeriodMs: number;
  readonly #index = new ServiceIndex();
  #loaded = false;

  /** `batchPeriodMs`: how long Services wait after a change of a pod, so that further changes join it (EP-2). */
  constructor(store: Store, batchPeriodMs: number) {
    this.#store = store;
    this.#batchPeriodMs = batchPeriodMs;
  }

  /** Whether {@link keysOf} knows the Services. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Reads all Services. Answers with their keys, and those of Services that were known before and are gone. */
  async load(): Promise<Set<string>> {
    const keys = new Set(this.#index.keys());
    const { items } = await this.#store.list<Service>({ apiVersion: "v1", kind: "Service" });
    this.#index.rebuild(items);
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
