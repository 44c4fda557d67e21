import { type KindReference, type Store, StoreError } from "@engenho/core";

/** Which kinds are namespaced, cached from the store's discovery; an unknown kind causes a new read. */
export class KindScopes {
  readonly #store: Store;
  #namespaced: ReadonlyMap<string, boolean> = new Map();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Clears the cache: kinds may have been added or removed (GC-2). */
  reset(): void {
    this.#namespaced = new Map();
  }

  /** Throws `NoKindMatch` for a kind that is not served. */
  async isNamespaced({ apiVersion, kind }: KindReference): Promise<boolean> {
    const key = `${apiVersion}/${kind}`;
    const known = this.#namespaced.get(key);
    if (known !== undefined) return known;
    const kinds = await this.#store.kinds();
    this.#namespaced = new Map(kinds.map((served) => [`${served.apiVersion}/${served.kind}`, served.namespaced]));
    const found = this.#namespaced.get(key);
    if (found === undefined)
      throw new StoreError("NoKindMatch", `no matches for kind "${kind}" in version "${apiVersion}"`);
    return found;
  }
}
