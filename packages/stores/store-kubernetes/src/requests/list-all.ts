import { isStoreError, type ListOptions, type ObjectList, type Stored, StoreError } from "@engenho/core";
import { storedOf } from "../cache/kind-cache.js";
import { collectionPath, type DiscoveredKind } from "../discovery/served-kind.js";
import type { ApiClient } from "../http/api-client.js";
import { clientFilter, serverQuery } from "./list-query.js";

/** A list in its wire format. */
interface WireList {
  readonly items?: readonly unknown[] | null;
  readonly metadata?: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** Options of {@link listAll}. */
export interface WholeList {
  readonly kind: DiscoveredKind;
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly pageSize: number;
}

/** One page from the server. Throws StoreError. */
export async function listPage(client: ApiClient, kind: DiscoveredKind, options: ListOptions): Promise<ObjectList> {
  const path = collectionPath(kind, options.namespace);
  const { value } = await client.request({ method: "GET", path, query: serverQuery(options) });
  const { items, metadata = {} } = (value ?? {}) as WireList;
  if (items !== null && items !== undefined && !Array.isArray(items)) {
    throw new StoreError("InternalError", `GET ${path}: the response is not a list`);
  }
  const filter = clientFilter(options);
  const stored = (items ?? []).map((item) => storedOf(item, kind));
  const { resourceVersion = "", continue: token = "", remainingItemCount } = metadata;
  return {
    items: filter === undefined ? stored : stored.filter(filter),
    resourceVersion,
    ...(token === "" ? {} : { continue: token }),
    ...(remainingItemCount === undefined || filter !== undefined ? {} : { remainingItemCount }),
  };
}

/**
 * All objects of a kind, read in pages of one version. If that version expires before the last page, the whole list is
 * read again without pages (client-go's tools/pager). Throws StoreError.
 */
export async function listAll(client: ApiClient, { kind, namespace, pageSize }: WholeList): Promise<ObjectList> {
  const items: Stored[] = [];
  let token: string | undefined;
  for (;;) {
    let page: ObjectList;
    try {
      page = await listPage(client, kind, { namespace, limit: pageSize, continue: token });
    } catch (error) {
      if (token === undefined || !isStoreError(error, "Expired")) throw error;
      return listPage(client, kind, { namespace });
    }
    for (const item of page.items) items.push(item);
    if (page.continue === undefined) return { items, resourceVersion: page.resourceVersion };
    token = page.continue;
  }
}
