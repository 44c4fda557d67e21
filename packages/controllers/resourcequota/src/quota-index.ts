import {
  keyOf,
  listKeysOf,
  type ResourceQuota,
  resourceQuotas,
  type Store,
  splitKey,
  type WatchEvent,
} from "@engenho/core";

type Slice = Parameters<typeof listKeysOf>[2]["slice"];

/** The keys of the ResourceQuotas of each namespace, so that an event elsewhere costs one look-up. */
export class QuotaIndex {
  readonly #store: Store;
  #byNamespace = new Map<string, Set<string>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads all quotas. */
  async load(slice: Slice): Promise<void> {
    const keys = await listKeysOf(this.#store, resourceQuotas, { slice });
    this.#byNamespace = new Map();
    for (const key of keys) this.#add(key);
  }

  /** Follows an event of a quota. */
  follow({ type, object }: WatchEvent<ResourceQuota>): void {
    const key = keyOf(object);
    if (type !== "DELETED") {
      this.#add(key);
      return;
    }
    const { namespace = "" } = object.metadata;
    const keys = this.#byNamespace.get(namespace);
    keys?.delete(key);
    if (keys?.size === 0) this.#byNamespace.delete(namespace);
  }

  /** The keys of a namespace's quotas; undefined if it has none. */
  in(namespace: string | undefined): ReadonlySet<string> | undefined {
    return namespace === undefined ? undefined : this.#byNamespace.get(namespace);
  }

  #add(key: string): void {
    const { namespace = "" } = splitKey(key);
    const keys = this.#byNamespace.get(namespace);
    if (keys === undefined) this.#byNamespace.set(namespace, new Set([key]));
    else keys.add(key);
  }
}
