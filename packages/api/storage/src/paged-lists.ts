import { type ObjectList, type Stored, StoreError } from "@engenho/core";
import { type ContinueToken, decodeContinueToken, encodeContinueToken } from "./continue-token.js";
import {
  matchesEverything,
  matchesQuery,
  type ObjectTable,
  type TableQuery,
  type TableSnapshot,
} from "./object-table.js";

/** One page of a list over one table. */
export interface PageRequest {
  /** Identifies the table. */
  readonly tableName: string;
  /** The table that is listed. */
  readonly table: ObjectTable;
  /** What to select from it; the same for every page of one list. */
  readonly query: TableQuery;
  /** The current version of the store. */
  readonly version: number;
  /** The maximum number of objects per page; 0 or less: no limit. Default: no limit. */
  readonly limit?: number | undefined;
  /** The token that the previous page returned; `""` or absent: the first page. */
  readonly continue?: string | undefined;
}

interface PinnedList {
  readonly version: number;
  readonly snapshot: TableSnapshot;
  /** The number of objects in it. */
  readonly total: number;
}

/** Upstream's message for a `continue` token whose version has expired. */
const continueExpired =
  "The provided continue parameter is too old to display a consistent list result. " +
  "You can start a new list without the continue parameter.";

/**
 * Lists with `limit` and `continue` over {@link ObjectTable}s. All pages of a list show the version of its first page: that
 * version is pinned by copy-on-write clones, of which a bounded number is kept; the oldest is dropped, and its `continue` token
 * is Expired then.
 */
export class PagedLists {
  readonly #pinned = new Map<string, PinnedList>();
  readonly #maximum: number;

  /** `maximum`: how many versions may be pinned at the same time. */
  constructor(maximum = 64) {
    this.#maximum = maximum;
  }

  /**
   * One page. Throws StoreError: `Expired` if the version of the token is no longer pinned, `BadRequest` if the token is
   * malformed.
   */
  list(request: PageRequest): ObjectList {
    const limit = request.limit === undefined || request.limit <= 0 ? undefined : request.limit;
    if (request.continue !== undefined && request.continue !== "") {
      return this.#next(request, decodeContinueToken(request.continue), limit);
    }
    const resourceVersion = String(request.version);
    if (limit === undefined) return { items: request.table.select(request.query), resourceVersion };
    const items = request.table.select(request.query, limit + 1);
    if (items.length <= limit) return { items, resourceVersion };
    return pageOf(request, items, { version: request.version, total: this.#pin(request).total, returned: 0 });
  }

  /** Releases the pins of versions before this one. */
  dropBefore(version: number): void {
    for (const [key, pinned] of this.#pinned) {
      // The map is ordered by version, because pins are only created at the latest one.
      if (pinned.version >= version) return;
      this.#pinned.delete(key);
    }
  }

  #next(request: PageRequest, token: ContinueToken, limit = Number.POSITIVE_INFINITY): ObjectList {
    const pinned = this.#pinned.get(pinKey(request, token.version));
    if (pinned === undefined) throw new StoreError("Expired", continueExpired);
    const items: Stored[] = [];
    for (const [namespace, objects] of pinned.snapshot) {
      if (namespace < token.namespace) continue;
      for (const [name, { object }] of objects.entries(namespace === token.namespace ? token.name : undefined)) {
        if (namespace === token.namespace && name === token.name) continue;
        if (matchesQuery(object, request.query)) items.push(object);
        if (items.length > limit) return pageOf(request, items, { ...token, total: pinned.total });
      }
    }
    return { items, resourceVersion: String(token.version) };
  }

  #pin(request: PageRequest): PinnedList {
    const key = pinKey(request, request.version);
    const known = this.#pinned.get(key);
    if (known !== undefined) return known;
    if (this.#pinned.size >= this.#maximum) {
      for (const oldest of this.#pinned.keys()) {
        this.#pinned.delete(oldest);
        break;
      }
    }
    const { table, query, version } = request;
    const pinned = { version, snapshot: table.snapshot(query.namespace), total: table.count(query.namespace) };
    this.#pinned.set(key, pinned);
    return pinned;
  }
}

/**
 * A page that is not the last, from a list with one item more than the limit. The number of remaining items is only reported
 * without selectors (metav1.ListMeta.remainingItemCount).
 */
function pageOf(
  request: PageRequest,
  found: Stored[],
  from: { readonly version: number; readonly total: number; readonly returned: number },
): ObjectList {
  const items = found.slice(0, -1);
  const last = (items[items.length - 1] as Stored).metadata;
  const returned = from.returned + items.length;
  const token = { version: from.version, namespace: last.namespace ?? "", name: last.name, returned };
  const list = { items, resourceVersion: String(from.version), continue: encodeContinueToken(token) };
  return matchesEverything(request.query) ? { ...list, remainingItemCount: from.total - returned } : list;
}

function pinKey(request: PageRequest, version: number): string {
  return `${version} ${request.tableName} ${request.query.namespace ?? "*"}`;
}
