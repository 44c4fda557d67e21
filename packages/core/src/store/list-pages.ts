import type { TimeSlice } from "../environment/time-slice.js";
import { keyOf } from "../objects/keys.js";
import type { KindOf, KubernetesObject, Stored } from "../objects/object.js";
import type { ListOptions, ObjectList, Store } from "./store.js";
import { isStoreError } from "./store-error.js";

/** Options of {@link listPages}. */
export interface ListPagesOptions extends Omit<ListOptions, "limit" | "continue"> {
  /** Yields between pages. */
  readonly slice: TimeSlice;
  /** Maximum number of objects per page. Default 500. */
  readonly pageSize?: number;
}

/**
 * Lists all objects page by page at one resourceVersion, without blocking the event loop. If that version expires before
 * the last page, a full list of the current version follows as the final page, and contains objects of earlier pages again
 * (like client-go's tools/pager). Throws any other error of the store.
 */
export async function* listPages<T extends KubernetesObject = KubernetesObject>(
  store: Store,
  kind: KindOf<T>,
  { slice, pageSize = 500, ...options }: ListPagesOptions,
): AsyncGenerator<ObjectList<T>, void, undefined> {
  let next: string | undefined;
  do {
    const page = await pageOrAll<T>(store, kind, { ...options, limit: pageSize, continue: next });
    yield page;
    next = page.continue;
    const turn = slice.giveWay();
    if (turn !== undefined) await turn;
  } while (next !== undefined && next !== "");
}

/** The keys of all objects of a kind, or of those that `isWanted` accepts: the `listKeys` of most keyed controllers. */
export async function listKeysOf<T extends KubernetesObject = KubernetesObject>(
  store: Store,
  kind: KindOf<T>,
  { isWanted, ...options }: ListPagesOptions & { readonly isWanted?: (object: Stored<T>) => boolean },
): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of listPages<T>(store, kind, options)) {
    for (const object of page.items) if (isWanted === undefined || isWanted(object)) keys.push(keyOf(object));
  }
  return keys;
}

async function pageOrAll<T extends KubernetesObject>(
  store: Store,
  kind: KindOf<T>,
  options: ListOptions,
): Promise<ObjectList<T>> {
  try {
    return await store.list<T>(kind, options);
  } catch (error) {
    if (options.continue === undefined || !isStoreError(error, "Expired")) throw error;
    const { limit, continue: expired, ...whole } = options;
    return store.list<T>(kind, whole);
  }
}
