import { fieldOf, isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { deepEqual } from "../../equality/deep-equal.js";
import { followed, isLongWork, type LongWork, type MaybeWork, Meter } from "../../work/long-work.js";
import { addBelow, addMember, emptySet, type FieldSet, type FieldSetDraft } from "../fields/field-set.js";
import { fieldElement, type PathElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { asList, kindOf, type ValueKind } from "./value-kind.js";

/** The differences between two values. The sets are disjoint. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Compares two values of one type. The cost is that of the differing parts: identical objects are skipped. Throws ItemError for
 * a list item that cannot be identified.
 */
export function* compare(atom: Atom, before: unknown, after: unknown): LongWork<Comparison> {
  const below = new Differences(new Meter());
  const work = below.compareParts(atom, before, after);
  if (isLongWork(work)) yield* work;
  return { added: below.added ?? emptySet, modified: below.modified ?? emptySet, removed: below.removed ?? emptySet };
}

/** What a field or item costs, in the units of a {@link Meter}. */
const unitsPerChild = 4;

/** The differences found so far below one node. Comparing is only work where there are fields or items to compare. */
class Differences {
  added: FieldSetDraft | undefined;
  modified: FieldSetDraft | undefined;
  removed: FieldSetDraft | undefined;
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** Compares the parts of two values. Returns whether the values must be compared as a whole instead, or in addition. */
  compareParts(atom: Atom, before: unknown, after: unknown): MaybeWork<boolean> {
    if (before === after) return false;
    const kindBefore = kindOf(atom, before);
    const kindAfter = kindOf(atom, after);
    if (after === undefined) return this.#comparePartsAs(kindBefore, atom, before, after);
    if (before === undefined || kindBefore === kindAfter) return this.#comparePartsAs(kindAfter, atom, before, after);
    // The type of the value has changed: both types are compared.
    return followed(this.#comparePartsAs(kindBefore, atom, before, after), (wasWhole) =>
      followed(this.#comparePartsAs(kindAfter, atom, before, after), (isWhole) => isWhole || wasWhole),
    );
  }

  #comparePartsAs(kind: ValueKind | undefined, atom: Atom, before: unknown, after: unknown): MaybeWork<boolean> {
    if (kind === "map" && atom.map?.atomic === false) return this.#compareMaps(atom.map, before, after);
    if (kind === "list" && atom.list?.atomic === false) return this.#compareLists(atom.list, before, after);
    return true;
  }

  *#compareMaps(atom: MapAtom, before: unknown, after: unknown): LongWork<boolean> {
    const [old, next] = [fieldsOf(before), fieldsOf(after)];
    const [oldKeys, nextKeys] = [Object.keys(old), Object.keys(next)];
    if (oldKeys.length + nextKeys.length === 0) return true;
    for (const key of oldKeys) {
      if (this.#meter.isDueAfter(unitsPerChild)) yield;
      const work = this.#compareAt(fieldElement(key), atom.field(key) ?? {}, old[key], fieldOf(next, key));
      if (work !== undefined) yield* work;
    }
    for (const key of nextKeys) {
      if (this.#meter.isDueAfter(unitsPerChild)) yield;
      if (Object.hasOwn(old, key)) continue;
      const work = this.#compareAt(fieldElement(key), atom.field(key) ?? {}, undefined, next[key]);
      if (work !== undefined) yield* work;
    }
    return false;
  }

  *#compareLists(atom: ListAtom, before: unknown, after: unknown): LongWork<boolean> {
    const [old, next] = [asList(before), asList(after)];
    if (old.length + next.length === 0) return true;
    const oldItems = yield* itemsByElement(atom, old, this.#meter);
    const nextItems = yield* itemsByElement(atom, next, this.#meter);
    for (const [element, item] of oldItems) {
      if (this.#meter.isDueAfter(unitsPerChild)) yield;
      const work = this.#compareItems(element, atom.items, item, nextItems.get(element));
      if (work !== undefined) yield* work;
    }
    for (const [element, item] of nextItems) {
      if (this.#meter.isDueAfter(unitsPerChild)) yield;
      if (oldItems.has(element)) continue;
      const work = this.#compareItems(element, atom.items, undefined, item);
      if (work !== undefined) yield* work;
    }
    return false;
  }

  /** Compares the items of an element; several of them are {@link Duplicates}. */
  #compareItems(element: PathElement, atom: Atom, old: unknown, next: unknown): LongWork<void> | undefined {
    if (old instanceof Duplicates && next instanceof Duplicates) {
      if (!deepEqual(old.items, next.items)) this.#add("modified", element);
      return undefined;
    }
    if (old instanceof Duplicates) {
      // Items with the same identity are owned as one; a single one is owned by its parts.
      this.#add("removed", element);
      return this.#compareAt(element, atom, undefined, next);
    }
    if (next instanceof Duplicates) {
      this.#add("added", element);
      return this.#compareAt(element, atom, old, undefined);
    }
    return this.#compareAt(element, atom, old, next);
  }

  /** Compares the values of an element that exists before or after. */
  #compareAt(element: PathElement, atom: Atom, before: unknown, after: unknown): LongWork<void> | undefined {
    if (before === after) return undefined;
    if (atom.map !== undefined || atom.list !== undefined) return this.#compareBelow(element, atom, before, after);
    this.#compareWhole(element, before, after, true);
    return undefined;
  }

  *#compareBelow(element: PathElement, atom: Atom, before: unknown, after: unknown): LongWork<void> {
    const below = new Differences(this.#meter);
    const work = below.compareParts(atom, before, after);
    const isWhole = isLongWork(work) ? yield* work : work;
    this.#addBelow("added", element, below.added);
    this.#addBelow("modified", element, below.modified);
    this.#addBelow("removed", element, below.removed);
    this.#compareWhole(element, before, after, isWhole);
  }

  #compareWhole(element: PathElement, before: unknown, after: unknown, isWhole: boolean): void {
    if (before === undefined) this.#add("added", element);
    else if (after === undefined) this.#add("removed", element);
    else if (isWhole && !deepEqual(before, after)) this.#add("modified", element);
  }

  #add(kind: keyof Comparison, element: PathElement): void {
    this[kind] ??= new Map();
    addMember(this[kind], element);
  }

  #addBelow(kind: keyof Comparison, element: PathElement, below: FieldSet | undefined): void {
    if (below === undefined) return;
    this[kind] ??= new Map();
    addBelow(this[kind], element, below);
  }
}

const noFields: JsonObject = {};

function fieldsOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : noFields;
}

/** Several items of a list with the same identity. */
class Duplicates {
  readonly items: unknown[];

  constructor(first: unknown, second: unknown) {
    this.items = [first, second];
  }
}

/** The item of each element, or {@link Duplicates}. Nearly all lists have none, and a list per item is much to collect. */
function* itemsByElement(
  atom: ListAtom,
  list: readonly unknown[],
  meter: Meter,
): LongWork<ReadonlyMap<PathElement, unknown>> {
  const found = new Map<PathElement, unknown>();
  for (const item of list) {
    if (meter.isDueAfter(unitsPerChild)) yield;
    const element = elementOfItem(atom, item);
    const present = found.get(element);
    if (present === undefined) found.set(element, item);
    else if (present instanceof Duplicates) present.items.push(item);
    else found.set(element, new Duplicates(present, item));
  }
  return found;
}
