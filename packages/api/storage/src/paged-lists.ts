import { type ObjectList, type Stored, StoreError } from "@engenho/core";
import type { GroupKind } from "./backend.js";
import type { CommitLog } from "./commit-log.js";
import { type ContinueToken, decodeContinueToken, encodeContinueToken } from "./continue-token.js";
import {
  matchesEverything,
  matchesQuery,
  type ObjectTable,
  type TableQuery,
  type TableSnapshot,
} from "./object-table.js";
import { snapshotAt } from "./past-snapshot.js";

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
  /**
   * The commits that led to the table, and its kind: with them, versions that are no longer pinned can be listed as long as the log
   * reaches back. Default: a `continue` token of such a version is Expired.
   */
  readonly history?: { readonly log: CommitLog; readonly kind: GroupKind } | undefined;
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
 * version is pinned by copy-on-write clones, of which a bounded number is kept. For an older one, the later commits are undone, if the
 * request names the log; otherwise its `continue` token is Expired then.
 */
export class PagedLists {
  /** Ordered by version. */
  #pinned = new Map<string, PinnedList>();
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

  /** The version that the pages of a list show; undefined for a list that begins. Throws StoreError `BadRequest` for an invalid token. */
  versionOfToken(token: string | undefined): number | undefined {
    return token === undefined || token === "" ? undefined : decodeContinueToken(token).version;
  }

  /** Pins a table as the state of its version, for the pages of a list that was begun elsewhere, or long ago. */
  pin(request: PageRequest): void {
    this.#pin(request);
  }

  /** Releases the pins of versions before this one. */
  dropBefore(version: number): void {
    for (const [key, pinned] of this.#pinned) {
      if (pinned.version >= version) return;
      this.#pinned.delete(key);
    }
  }

  #next(request: PageRequest, token: ContinueToken, limit = Number.POSITIVE_INFINITY): ObjectList {
    const pinned = this.#pinned.get(pinKey(request, token.version)) ?? this.#pinPast(request, token.version);
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
    this.#makeRoom();
    const { table, query, version } = request;
    const pinned = { version, snapshot: table.snapshot(query.namespace), total: table.count(query.namespace) };
    this.#pinned.set(key, pinned);
    return pinned;
  }

  /** Pins a version of the past; undefined if it is not known any more. */
  #pinPast(request: PageRequest, version: number): PinnedList | undefined {
    const { history, table, query } = request;
    if (history === undefined || version < history.log.oldestVersion || version > history.log.version) return undefined;
    const snapshot = snapshotAt(version, table.snapshot(query.namespace), { ...history, namespace: query.namespace });
    const pinned = { version, snapshot, total: snapshot.reduce((sum, [, objects]) => sum + objects.size, 0) };
    this.#makeRoom();
    const byVersion = [...this.#pinned, [pinKey(request, version), pinned] as const];
    byVersion.sort(([, left], [, right]) => left.version - right.version);
    this.#pinned = new Map(byVersion);
    return pinned;
  }

  #makeRoom(): void {
    if (this.#pinned.size < this.#maximum) return;
    for (const oldest of this.#pinned.keys()) {
      this.#pinned.delete(oldest);
      break;
    }
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
