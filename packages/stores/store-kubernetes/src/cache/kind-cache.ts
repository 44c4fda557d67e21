import { copyWith, deepFreeze, type ObjectList, type Stored, StoreError, type WatchEvent } from "@engenho/core";
import { ObjectTable, PagedLists, type TableQuery } from "@engenho/storage";
import type { DiscoveredKind } from "../discovery/served-kind.js";
import type { EventLog, LoggedKind } from "./event-log.js";
import { hasNullsOfGo, withoutNulls } from "./nulls-of-go.js";
import { compareVersions, isLater } from "./resource-version.js";

/** The prefix of `continue` tokens of lists from a cache; other tokens are the server's. */
export const cacheToken = "cache:";

/** How many lists can be continued at once. */
const maxPinned = 64;

/** A key with a write of this store whose event has not arrived. */
interface Ahead {
  /** The last state from the watch; undefined: no object. */
  shown: Stored | undefined;
  /** The version that reads have returned: they never return an older one. */
  floor: string;
  /** The UID of the last object that reads have shown as deleted; undefined: they show an object. */
  gone: string | undefined;
}

/**
 * The objects of one kind, in two states: that of the server's watch, whose changes are events; and that of reads,
 * which also includes the responses to this store's own writes whose events have not arrived. Neither goes back to an
 * earlier version of an object.
 */
export class KindCache implements LoggedKind {
  readonly kind: DiscoveredKind;
  readonly #log: EventLog;
  /** The state of reads. */
  readonly #table = new ObjectTable();
  /** The keys of which reads show a later state than the watch. */
  readonly #ahead = new Map<string, Ahead>();
  /** UIDs of objects that this store has deleted and whose DELETED events have not arrived. */
  readonly #gone = new Set<string>();
  readonly #pages = new PagedLists(maxPinned);
  /** The versions of lists that can be continued, by the state of the table. */
  readonly #pinned = new Map<number, string>();
  #changes = 1;
  #version = "";
  loggedSince = "";

  constructor(kind: DiscoveredKind, log: EventLog) {
    this.kind = kind;
    this.#log = log;
  }

  /** The version that the watch has reached; `""` before the first list. */
  get version(): string {
    return this.#version;
  }

  /** Whether the first list is complete. */
  get isSynced(): boolean {
    return this.#version !== "";
  }

  /** An object in the state of reads. */
  get(namespace: string, name: string): Stored | undefined {
    return this.#table.get(namespace, name);
  }

  /** A list in the state of reads. Its version is the watch's, so that a watch from it misses nothing. */
  list(
    query: TableQuery,
    { limit, token }: { readonly limit?: number | undefined; readonly token?: string },
  ): ObjectList {
    const { items, ...page } = this.#pages.list({
      tableName: "objects",
      table: this.#table,
      query,
      version: this.#changes,
      limit,
      continue: token?.slice(cacheToken.length),
    });
    const shown = Number(page.resourceVersion);
    if (page.continue === undefined) return { items, resourceVersion: this.#pinned.get(shown) ?? this.#version };
    if (!this.#pinned.has(shown)) this.#pin(shown);
    const resourceVersion = this.#pinned.get(shown) ?? this.#version;
    return { ...page, items, resourceVersion, continue: `${cacheToken}${page.continue}` };
  }

  #pin(state: number): void {
    for (const oldest of this.#pinned.keys()) {
      if (this.#pinned.size < maxPinned) break;
      this.#pinned.delete(oldest);
    }
    this.#pinned.set(state, this.#version);
  }

  /** Handles an event of the watch. */
  show(type: "ADDED" | "MODIFIED" | "DELETED", shown: Stored): void {
    const key = keyOf(shown);
    const before = this.#shownOf(key, shown);
    const version = shown.metadata.resourceVersion;
    const isKnown = before !== undefined && before.metadata.uid === shown.metadata.uid;
    if (type === "DELETED") {
      this.#takeOut(key, shown);
      if (before !== undefined) this.#append({ type, object: shown, previous: before }, version);
    } else if (!isKnown || compareVersions(version, before.metadata.resourceVersion) !== 0) {
      const object = this.#takeIn(key, shown);
      // A resumed watch misses nothing, so another UID under the same name means that the DELETED event is missing.
      if (before !== undefined && !isKnown) this.#append(deletionOf(before, version), version);
      this.#append(isKnown ? { type: "MODIFIED", object, previous: before } : { type: "ADDED", object }, version);
    }
    this.reach(version);
  }

  /** Handles a BOOKMARK: the watch has reached a version without a commit. */
  reach(version: string): void {
    if (
      this.#version === "" ||
      isLater(version, this.#version) ||
      compareVersions(version, this.#version) === undefined
    )
      this.#version = version;
  }

  /**
   * Replaces the state of the watch by a new list. The differences are events, in the order of their versions,
   * deletions last with the version of the list. The first list causes none.
   */
  replace(listed: ReadonlyMap<string, Stored>, version: string): void {
    const isFirst = this.#version === "";
    const uids = new Set<string>();
    const changed: [key: string, object: Stored][] = [];
    for (const [key, object] of listed) {
      uids.add(object.metadata.uid);
      const before = this.#shownOf(key, object);
      if (
        before?.metadata.uid !== object.metadata.uid ||
        before.metadata.resourceVersion !== object.metadata.resourceVersion
      )
        changed.push([key, object]);
    }
    if (!isFirst) changed.sort(([, left], [, right]) => order(left, right));
    for (const [key, object] of changed) {
      const before = this.#shownOf(key, object);
      const isKnown = before?.metadata.uid === object.metadata.uid;
      const seen = this.#takeIn(key, object);
      if (isFirst) continue;
      const at = object.metadata.resourceVersion;
      if (before !== undefined && !isKnown) this.#append(deletionOf(before, at), at);
      this.#append(
        before !== undefined && isKnown
          ? { type: "MODIFIED", object: seen, previous: before }
          : { type: "ADDED", object: seen },
        at,
      );
    }
    for (const [key, object] of this.#shownWithout(listed)) {
      const deletion = deletionOf(object, version);
      this.#takeOut(key, deletion.object);
      this.#append(deletion, version);
    }
    for (const [key, { floor }] of this.#ahead) if (!listed.has(key) && !isLater(floor, version)) this.#giveUp(key);
    for (const uid of this.#gone) if (!uids.has(uid)) this.#gone.delete(uid);
    this.#version = version;
    if (isFirst) this.loggedSince = version;
  }

  /**
   * Handles an event that the first list already contains, for watches from an earlier version. The previous state is
   * not known, so the object itself is passed as `previous`.
   */
  replay(type: "ADDED" | "MODIFIED" | "DELETED", object: Stored, before: string): void {
    const event: WatchEvent = type === "ADDED" ? { type, object } : { type, object, previous: object };
    this.#log.append({ kind: this, event, before });
  }

  /** Handles an object in the response to a write, or to a read from the server. */
  written(object: Stored): void {
    const { uid, resourceVersion } = object.metadata;
    // The watch is already past this version: the object may have been deleted since.
    if (!this.isSynced || this.#gone.has(uid) || !isLater(resourceVersion, this.#version)) return;
    const key = keyOf(object);
    const seen = this.#find(object);
    const ahead = this.#ahead.get(key);
    const floor = ahead?.floor ?? seen?.metadata.resourceVersion;
    if (floor !== undefined && !isLater(resourceVersion, floor)) return;
    this.#ahead.set(key, { shown: ahead === undefined ? seen : ahead.shown, floor: resourceVersion, gone: undefined });
    this.#set(object);
  }

  /** Handles a deletion by this store that has removed the object. */
  deleted(namespace: string, name: string, uid: string | undefined): void {
    const seen = this.#table.get(namespace, name);
    if (seen === undefined || (uid !== undefined && seen.metadata.uid !== uid)) return;
    const key = keyOf(seen);
    const ahead = this.#ahead.get(key);
    const shown = ahead === undefined ? seen : ahead.shown;
    this.#ahead.set(key, { shown, floor: seen.metadata.resourceVersion, gone: seen.metadata.uid });
    this.#gone.add(seen.metadata.uid);
    this.#remove(seen);
  }

  /** The state of a key according to the watch; `sample` is an object with that key. */
  #shownOf(key: string, sample: Stored): Stored | undefined {
    const ahead = this.#ahead.get(key);
    return ahead === undefined ? this.#find(sample) : ahead.shown;
  }

  #shownWithout(listed: ReadonlyMap<string, Stored>): (readonly [key: string, object: Stored])[] {
    const missing: (readonly [string, Stored])[] = [];
    for (const [key, { shown }] of this.#ahead) if (shown !== undefined && !listed.has(key)) missing.push([key, shown]);
    for (const object of this.#table.select({})) {
      const key = keyOf(object);
      if (!listed.has(key) && !this.#ahead.has(key)) missing.push([key, object]);
    }
    return missing;
  }

  /**
   * Applies an object of the watch. Returns the object of reads if it is the same version, so that both states share
   * it.
   */
  #takeIn(key: string, object: Stored): Stored {
    const { uid, resourceVersion } = object.metadata;
    const ahead = this.#ahead.get(key);
    if (ahead !== undefined && (this.#gone.has(uid) || isLater(ahead.floor, resourceVersion))) {
      ahead.shown = object;
      return object;
    }
    this.#ahead.delete(key);
    const seen = this.#find(object);
    if (seen?.metadata.resourceVersion === resourceVersion && seen.metadata.uid === uid) return seen;
    this.#set(object);
    return object;
  }

  /** Applies a deletion of the watch. */
  #takeOut(key: string, object: Stored): void {
    const { uid } = object.metadata;
    this.#gone.delete(uid);
    const ahead = this.#ahead.get(key);
    if (ahead !== undefined && ahead.gone !== uid && isLater(ahead.floor, object.metadata.resourceVersion)) {
      ahead.shown = undefined;
      return;
    }
    this.#ahead.delete(key);
    const seen = this.#find(object);
    if (seen !== undefined) this.#remove(seen);
  }

  /** Drops the state of a write of this store whose event will not come. */
  #giveUp(key: string): void {
    this.#ahead.delete(key);
    const slash = key.indexOf("/");
    const seen = this.#table.get(key.slice(0, slash), key.slice(slash + 1));
    if (seen !== undefined) this.#remove(seen);
  }

  #find({ metadata }: Stored): Stored | undefined {
    return this.#table.get(metadata.namespace ?? "", metadata.name);
  }

  #set(object: Stored): void {
    this.#changes++;
    this.#table.set(object.metadata.namespace ?? "", object.metadata.name, object);
  }

  #remove({ metadata }: Stored): void {
    this.#changes++;
    this.#table.delete(metadata.namespace ?? "", metadata.name);
  }

  #append(event: WatchEvent, version: string): void {
    this.#log.append({ kind: this, event, before: this.#version });
    this.reach(version);
  }
}

/** The key of an object within its kind. */
export function keyOf({ metadata }: Stored): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

/**
 * An object from the server, frozen. In one of Kubernetes' own kinds, `null` is an absent field. Throws StoreError if it is
 * not an object.
 */
export function storedOf(value: unknown, { apiVersion, kind }: DiscoveredKind): Stored {
  const object = (hasNullsOfGo({ apiVersion, kind }) ? withoutNulls(value) : value) as Stored | undefined;
  // Reviews have metadata, but no name.
  if (typeof object?.metadata !== "object" || object.metadata === null) {
    throw new StoreError("InternalError", `the server's response is not an object of ${apiVersion} ${kind}`);
  }
  // The items of a list have no kind and apiVersion.
  return deepFreeze(object.kind === undefined ? (copyWith({ apiVersion, kind }, object) as Stored) : object);
}

function deletionOf(previous: Stored, version: string): WatchEvent {
  const metadata = copyWith(previous.metadata, { resourceVersion: version });
  const object = deepFreeze(copyWith(previous, { metadata })) as Stored;
  return { type: "DELETED", object, previous };
}

function order(left: Stored, right: Stored): number {
  return compareVersions(left.metadata.resourceVersion, right.metadata.resourceVersion) ?? 0;
}
