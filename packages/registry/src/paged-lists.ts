import { type ObjectList, type Stored, StoreError } from "@engenho/core";
import { type ContinueToken, decodeContinueToken, encodeContinueToken } from "./continue-token.js";
import { matchesQuery, type ObjectTable, type TableQuery, type TableSnapshot } from "./object-table.js";

/** One list over one table. */
export interface PageRequest {
  /** The same text for the same table, always. */
  readonly tableName: string;
  readonly table: ObjectTable;
  readonly query: TableQuery;
  /** The version of the store now. */
  readonly version: number;
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
}

interface PinnedList {
  readonly version: number;
  readonly snapshot: TableSnapshot;
}

/** Upstream's text for a `continue` whose version is gone. */
const continueExpired =
  "The provided continue parameter is too old to display a consistent list result. " +
  "You can start a new list without the continue parameter.";

/**
 * Lists with `limit` and `continue` over {@link ObjectTable}s. All pages of one list show the version of its first page:
 * that version is pinned by copy-on-write clones, of which a bounded number is kept; the oldest gives way, and its
 * `continue` is then Expired.
 */
export class PagedLists {
  readonly #pinned = new Map<string, PinnedList>();
  readonly #maximum: number;

  /** `maximum`: how many versions may be pinned at once. */
  constructor(maximum = 64) {
    this.#maximum = maximum;
  }

  list(request: PageRequest): ObjectList {
    const limit = request.limit === undefined || request.limit <= 0 ? undefined : request.limit;
    if (request.continue !== undefined && request.continue !== "") {
      return this.#next(request, decodeContinueToken(request.continue), limit);
    }
    const resourceVersion = String(request.version);
    const items = request.table.select(request.query);
    if (limit === undefined || items.length <= limit) return { items, resourceVersion };
    this.#pin(request);
    const page = items.slice(0, limit);
    const token = { version: request.version, ...placeOf(page), returned: page.length };
    return {
      items: page,
      resourceVersion,
      continue: encodeContinueToken(token),
      remainingItemCount: items.length - limit,
    };
  }

  /** Lets go of what is pinned at versions before this one. */
  dropBefore(version: number): void {
    for (const [key, pinned] of this.#pinned) {
      // The map is in order of versions, for pins are only ever made at the newest one.
      if (pinned.version >= version) return;
      this.#pinned.delete(key);
    }
  }

  #next(request: PageRequest, token: ContinueToken, limit: number | undefined): ObjectList {
    const pinned = this.#pinned.get(pinKey(request, token.version));
    if (pinned === undefined) throw new StoreError("Expired", continueExpired);
    const items: Stored[] = [];
    let more = 0;
    for (const [namespace, objects] of pinned.snapshot) {
      if (namespace < token.namespace) continue;
      for (const [name, object] of objects.entries(namespace === token.namespace ? token.name : undefined)) {
        if (namespace === token.namespace && name === token.name) continue;
        if (!matchesQuery(object, request.query)) continue;
        if (limit === undefined || items.length < limit) items.push(object);
        else more++;
      }
    }
    const resourceVersion = String(token.version);
    if (more === 0) return { items, resourceVersion };
    const next = { version: token.version, ...placeOf(items), returned: token.returned + items.length };
    return { items, resourceVersion, continue: encodeContinueToken(next), remainingItemCount: more };
  }

  #pin(request: PageRequest): void {
    const key = pinKey(request, request.version);
    if (this.#pinned.has(key)) return;
    if (this.#pinned.size >= this.#maximum) {
      for (const oldest of this.#pinned.keys()) {
        this.#pinned.delete(oldest);
        break;
      }
    }
    this.#pinned.set(key, { version: request.version, snapshot: request.table.snapshot(request.query.namespace) });
  }
}

function pinKey(request: PageRequest, version: number): string {
  return `${version} ${request.tableName} ${request.query.namespace ?? "*"}`;
}

function placeOf(page: readonly Stored[]): { readonly namespace: string; readonly name: string } {
  const last = (page[page.length - 1] as Stored).metadata;
  return { namespace: last.namespace ?? "", name: last.name };
}
