import { copyWith, deepFreeze, type ObjectList, type Stored, StoreError, type WatchEvent } from "@engenho/core";
import { ObjectTable, PagedLists, type TableQuery } from "@engenho/storage";
import type { DiscoveredKind } from "../discovery/served-kind.js";
import type { EventLog, LoggedKind } from "./event-log.js";
import { compareVersions, isLater } from "./resource-version.js";

/** Marks `continue` tokens of lists from a cache: those of servers go back to the server. */
export const cacheToken = "cache:";

/** How many lists can be continued at once. */
const maxPinned = 64;

/** A key that this store has written, and whose write the watch has not shown. */
interface Ahead {
  /** What the watch has shown; undefined: no object. */
  shown: Stored | undefined;
  /** The version that reads have seen: what is older is not shown to them again. */
  floor: string;
  /** The UID of the object whose deletion reads have seen last; undefined: they see an object. */
  gone: string | undefined;
}

/**
 * The objects of one kind. There are two states of it: what the server's watch has shown, whose changes are events; and what reads see,
 * which is that and the answers to this store's own writes, where those are ahead. Neither goes back to an earlier version of an object.
 */
export class KindCache implements LoggedKind {
  readonly kind: DiscoveredKind;
  readonly #log: EventLog;
  /** What reads see. */
  readonly #table = new ObjectTable();
  /** The keys of which reads see something later than the watch has shown. */
  readonly #ahead = new Map<string, Ahead>();
  /** UIDs of objects that this store has deleted, and which the watch still shows. */
  readonly #gone = new Set<string>();
  readonly #pages = new PagedLists(maxPinned);
  /** The versions of lists that can be continued, by the state of the table that they show. */
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

  /** Whether the objects are known. */
  get isSynced(): boolean {
    return this.#version !== "";
  }

  /** The object that reads see. */
  get(namespace: string, name: string): Stored | undefined {
    return this.#table.get(namespace, name);
  }

  /** A list of what reads see; its version is the watch's, so that a watch from it misses nothing. */
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

  /** The watch shows a commit. */
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
      // A watch that was resumed has missed nothing, so that a namesake of another UID comes only after a deletion that was lost.
      if (before !== undefined && !isKnown) this.#append(deletionOf(before, version), version);
      this.#append(isKnown ? { type: "MODIFIED", object, previous: before } : { type: "ADDED", object }, version);
    }
    this.reach(version);
  }

  /** The watch has reached a version without a commit (BOOKMARK). */
  reach(version: string): void {
    if (
      this.#version === "" ||
      isLater(version, this.#version) ||
      compareVersions(version, this.#version) === undefined
    )
      this.#version = version;
  }

  /**
   * A new list takes the place of what the watch has shown. The differences are events, in the order of their versions, deletions last with
   * the version of the list. The first list brings none.
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
   * The watch shows a commit that the first list contains, to those who watch from an earlier version. What the object was before is not
   * known: it is told as it is.
   */
  replay(type: "ADDED" | "MODIFIED" | "DELETED", object: Stored, before: string): void {
    const event: WatchEvent = type === "ADDED" ? { type, object } : { type, object, previous: object };
    this.#log.append({ kind: this, event, before });
  }

  /** This store's write, or a read from the server, has returned an object. */
  written(object: Stored): void {
    const { uid, resourceVersion } = object.metadata;
    // What the watch has passed it knows better: the object may have been deleted since.
    if (!this.isSynced || this.#gone.has(uid) || !isLater(resourceVersion, this.#version)) return;
    const key = keyOf(object);
    const seen = this.#find(object);
    const ahead = this.#ahead.get(key);
    const floor = ahead?.floor ?? seen?.metadata.resourceVersion;
    if (floor !== undefined && !isLater(resourceVersion, floor)) return;
    this.#ahead.set(key, { shown: ahead === undefined ? seen : ahead.shown, floor: resourceVersion, gone: undefined });
    this.#set(object);
  }

  /** This store has deleted an object, and it is gone. */
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

  /** What the watch has shown of a key; `sample` is an object with that key. */
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

  /** The watch shows an object. Returns what reads see, if that is the same version, so that it is the same object. */
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

  /** The watch shows that an object is gone. */
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

  /** What this store wrote there is no longer, and no watch will say so. */
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

/** An object as it comes from the server, immutable from now on. Throws StoreError if it is none. */
export function storedOf(value: unknown, { apiVersion, kind }: DiscoveredKind): Stored {
  const object = value as Stored | undefined;
  // Reviews have metadata, but no name.
  if (typeof object?.metadata !== "object" || object.metadata === null) {
    throw new StoreError("InternalError", `the server sent no object of ${apiVersion} ${kind}`);
  }
  // The items of a list do not say what they are.
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
