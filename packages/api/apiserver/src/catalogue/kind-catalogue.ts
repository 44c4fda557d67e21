import type { Store } from "@engenho/core";
import type { KindDefinition } from "@engenho/registry";

/** The kinds that are currently served. */
export interface KindCatalogue {
  /** Every kind in every version, custom resources included: the same array until something changes, then a new one. */
  definitions(): readonly KindDefinition[];
}

/** The kind catalogue of a store, such as a registry's. Throws TypeError for a store that has none. */
export function catalogueOf(store: Store & Partial<KindCatalogue>): KindCatalogue {
  if (typeof store.definitions === "function") return store as KindCatalogue;
  throw new TypeError("createApiServer: kinds: needs a KindCatalogue, because the store has no definitions()");
}
