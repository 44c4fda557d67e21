import type { LabelMatcher, Stored } from "@engenho/core";
import type { EntryBucket } from "./entry-bucket.js";
import { createOrderedTree, type OrderedTree } from "./ordered-tree.js";
import { compareStrings, type TableEntry } from "./table-entry.js";
import { type IndexedValues, TableIndex, type ValueSource } from "./table-index.js";

/** An exact match on a value for which the table keeps an index from its first use on. */
export interface IndexLookup {
  /** Names the index; the same name always goes with the same `valuesOf`. */
  readonly index: string;
  /** The values that the index has for an object. */
  readonly valuesOf: IndexedValues;
  /** Always the same for one index. Default: the values may come from any part of the object. */
  readonly sourceOf?: ValueSource;
  /** The value to look up. */
  readonly value: string;
}

/** The criteria of {@link ObjectTable.select}, combined with AND. */
export interface TableQuery {
  /** Only objects in this namespace. Default: all namespaces. */
  readonly namespace?: string | undefined;
  /** Only objects that have an owner reference with this UID. */
  readonly ownerUid?: string | undefined;
  /** Only objects whose labels match. */
  readonly labels?: LabelMatcher | undefined;
  /** Exact matches that are answered from an index. */
  readonly lookups?: readonly IndexLookup[] | undefined;
  /** A predicate for each object that satisfies the other criteria. */
  readonly accepts?: ((object: Stored) => boolean) | undefined;
}

/** The objects of one kind at one moment, ordered; unaffected by later writes. */
export type TableSnapshot = readonly (readonly [namespace: string, objects: OrderedTree<string, TableEntry>])[];

interface NamespaceObjects {
  readonly entries: Map<string, TableEntry>;
  readonly ordered: OrderedTree<string, TableEntry>;
}

/** Ends the traversal of a tree. */
const stop = { break: true };

/** Below this many objects a scan is cheaper than building and maintaining an index. */
const scanThreshold = 32;
/** Testing this many objects one by one is cheaper than building and maintaining another index. */
const narrowEnough = 256;
/** The maximum number of indexes for label keys; the least recently used one is dropped for a new one. */
const maximumIndexes = 24;

/**
 * The objects of one kind in memory: by name, ordered, and by any criteria in use. Indexes (owner, one per label key, fields)
 * are built on first use and maintained from then on. Independent of versions and watches.
 */
export class ObjectTable {
  readonly #namespaces = new Map<string, NamespaceObjects>();
  #namespaceOrder: readonly string[] | undefined;
  readonly #indexes = new Map<string, TableIndex>();
  #size = 0;
  /** The number of snapshots so far. */
  #snapshots = 0;

  /** The number of objects in all namespaces. */
  get size(): number {
    return this.#size;
  }

  /** The object of that name; undefined when there is none. `namespace` is `""` for cluster-scoped kinds. */
  get(namespace: string, name: string): Stored | undefined {
    return this.#namespaces.get(namespace)?.entries.get(name)?.object;
  }

  /** The weight passed when the object was set; 0 if there is none. */
  weight(namespace: string, name: string): number {
    return this.#namespaces.get(namespace)?.entries.get(name)?.weight ?? 0;
  }

  /** Inserts or replaces. */
  set(namespace: string, name: string, object: Stored, weight = 0): void {
    let objects = this.#namespaces.get(namespace);
    if (objects === undefined) {
      objects = { entries: new Map(), ordered: createOrderedTree<string, TableEntry>(compareStrings) };
      this.#namespaces.set(namespace, objects);
      this.#namespaceOrder = undefined;
    }
    const entry = objects.entries.get(name);
    if (entry !== undefined && entry.snapshots === this.#snapshots) {
      const previous = entry.object;
      entry.object = object;
      entry.weight = weight;
      for (const index of this.#indexes.values()) index.move(entry, previous, object);
      return;
    }
    const added: TableEntry = { namespace, name, snapshots: this.#snapshots, object, weight };
    objects.entries.set(name, added);
    objects.ordered.set(name, added);
    for (const index of this.#indexes.values()) {
      if (entry !== undefined) index.remove(entry, entry.object);
      index.add(added, object);
    }
    if (entry === undefined) this.#size++;
  }

  /** Removes an object. Does nothing when there is none of that name. */
  delete(namespace: string, name: string): void {
    const objects = this.#namespaces.get(namespace);
    const entry = objects?.entries.get(name);
    if (objects === undefined || entry === undefined) return;
    objects.entries.delete(name);
    objects.ordered.delete(name);
    this.#size--;
    for (const index of this.#indexes.values()) index.remove(entry, entry.object);
    if (objects.entries.size === 0) {
      this.#namespaces.delete(namespace);
      this.#namespaceOrder = undefined;
    }
  }

  /** The number of objects in a namespace, or in total. */
  count(namespace: string | undefined): number {
    return namespace === undefined ? this.#size : (this.#namespaces.get(namespace)?.entries.size ?? 0);
  }

  /**
   * The matching objects, ordered by namespace, then name; at most `limit`. Uses an index where one narrows the search, and
   * reads no more than necessary.
   */
  select(query: TableQuery, limit = Number.POSITIVE_INFINITY): Stored[] {
    const found: Stored[] = [];
    const narrowed = this.#narrowest(query);
    if (narrowed === "nothing") return found;
    if (narrowed !== undefined) {
      const rest = withoutLookup(query, narrowed.lookup);
      const exact = matchesEverything(rest);
      for (const entry of narrowed.bucket.entries()) {
        if (isIn(entry, rest.namespace) && (exact || matchesQuery(entry.object, rest))) found.push(entry.object);
        if (found.length >= limit) break;
      }
      return found;
    }
    const everything = matchesEverything(query);
    for (const [, objects] of this.#inOrder(query.namespace)) {
      objects.forEachPair((_name, { object }) => {
        if (everything || matchesQuery(object, query)) found.push(object);
        return found.length >= limit ? stop : undefined;
      });
      if (found.length >= limit) break;
    }
    return found;
  }

  /** The current objects, pinned; costs nothing except the copies that later writes make. */
  snapshot(namespace: string | undefined): TableSnapshot {
    this.#snapshots++;
    return this.#inOrder(namespace).map(([name, objects]) => [name, objects.clone()] as const);
  }

  #inOrder(namespace: string | undefined): TableSnapshot {
    if (namespace !== undefined) {
      const objects = this.#namespaces.get(namespace);
      return objects === undefined ? [] : [[namespace, objects.ordered]];
    }
    this.#namespaceOrder ??= [...this.#namespaces.keys()].sort(compareStrings);
    return this.#namespaceOrder.map(
      (name) => [name, (this.#namespaces.get(name) as NamespaceObjects).ordered] as const,
    );
  }

  /** The smallest set of entries that includes all matches; undefined if a scan of the namespace is as good. */
  #narrowest(
    query: TableQuery,
  ): { readonly bucket: EntryBucket; readonly lookup: IndexLookup } | "nothing" | undefined {
    const lookups = lookupsOf(query);
    if (lookups.length === 0) return undefined;
    const scanned = this.count(query.namespace);
    if (scanned === 0) return "nothing";
    if (scanned <= scanThreshold) return undefined;
    let best: { readonly bucket: EntryBucket; readonly lookup: IndexLookup } | undefined;
    // Existing indexes first: if one of them is selective enough, no other is built.
    const isThere = (lookup: IndexLookup) => this.#indexes.has(lookup.index);
    if (!lookups.every(isThere)) lookups.sort((left, right) => Number(isThere(right)) - Number(isThere(left)));
    for (const lookup of lookups) {
      if (best !== undefined && best.bucket.size <= narrowEnough && !isThere(lookup)) break;
      const bucket = this.#index(lookup).bucket(lookup.value);
      if (bucket === undefined) return "nothing";
      if (best === undefined || bucket.size < best.bucket.size) best = { bucket, lookup };
    }
    return best !== undefined && best.bucket.size <= scanned ? best : undefined;
  }

  #index(lookup: IndexLookup): TableIndex {
    let index = this.#indexes.get(lookup.index);
    if (index !== undefined && this.#indexes.size < maximumIndexes) return index;
    if (index === undefined) {
      index = new TableIndex(lookup.valuesOf, lookup.sourceOf);
      for (const objects of this.#namespaces.values()) {
        for (const entry of objects.entries.values()) index.add(entry, entry.object);
      }
      if (this.#indexes.size >= maximumIndexes) {
        for (const oldest of this.#indexes.keys()) {
          this.#indexes.delete(oldest);
          break;
        }
      }
    } else {
      this.#indexes.delete(lookup.index);
    }
    this.#indexes.set(lookup.index, index);
    return index;
  }
}

/** Whether an object satisfies all criteria of the query except its namespace. */
export function matchesQuery(object: Stored, query: TableQuery): boolean {
  if (query.ownerUid !== undefined && !isOwnedBy(object, query.ownerUid)) return false;
  if (query.labels !== undefined && !query.labels.matches(object.metadata.labels)) return false;
  for (const lookup of query.lookups ?? []) {
    const values = lookup.valuesOf(object);
    if (typeof values === "string" ? values !== lookup.value : !values?.includes(lookup.value)) return false;
  }
  return query.accepts === undefined || query.accepts(object);
}

/** Whether a query has no criteria except a namespace. */
export function matchesEverything(query: TableQuery): boolean {
  return (
    query.ownerUid === undefined &&
    (query.labels === undefined || query.labels.selectsEverything) &&
    (query.lookups === undefined || query.lookups.length === 0) &&
    query.accepts === undefined
  );
}

/** The remaining criteria of a query once the objects come from the index of one of its lookups. */
function withoutLookup(query: TableQuery, lookup: IndexLookup): TableQuery {
  if (lookup.index === ownerIndex) return { ...query, ownerUid: undefined };
  if (lookup.index.startsWith(labelIndex)) {
    const { labels } = query;
    return labels?.asksOnlyEqualities === true && labels.equalities.length === 1
      ? { ...query, labels: undefined }
      : query;
  }
  return { ...query, lookups: query.lookups?.filter((other) => other !== lookup) };
}

function isIn(entry: TableEntry, namespace: string | undefined): boolean {
  return namespace === undefined || entry.namespace === namespace;
}

const ownerIndex = "owner";
const labelIndex = "label:";

function isOwnedBy(object: Stored, uid: string): boolean {
  for (const owner of object.metadata.ownerReferences ?? []) if (owner.uid === uid) return true;
  return false;
}

/** A new array. */
function lookupsOf(query: TableQuery): IndexLookup[] {
  const lookups: IndexLookup[] = [...(query.lookups ?? [])];
  if (query.ownerUid !== undefined)
    lookups.push({ index: ownerIndex, valuesOf: ownerUids, sourceOf: ownersOf, value: query.ownerUid });
  for (const [key, value] of query.labels?.equalities ?? []) {
    lookups.push({ index: `${labelIndex}${key}`, valuesOf: labelValue(key), sourceOf: labelsOf, value });
  }
  return lookups;
}

const ownersOf: ValueSource = (object) => object.metadata.ownerReferences;
const labelsOf: ValueSource = (object) => object.metadata.labels;

function ownerUids(object: Stored): string | readonly string[] | undefined {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners.length === 0) return undefined;
  const [only] = owners;
  return owners.length === 1 ? only?.uid : owners.map((owner) => owner.uid);
}

function labelValue(key: string): IndexedValues {
  return (object) => {
    const labels = object.metadata.labels;
    return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  };
}
