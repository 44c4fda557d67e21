import { fieldOf, isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { deepEqual } from "../../equality/deep-equal.js";
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
export function compare(atom: Atom, before: unknown, after: unknown): Comparison {
  const below = new Differences();
  below.compareParts(atom, before, after);
  return { added: below.added ?? emptySet, modified: below.modified ?? emptySet, removed: below.removed ?? emptySet };
}

/** The differences found so far below one node. */
class Differences {
  added: FieldSetDraft | undefined;
  modified: FieldSetDraft | undefined;
  removed: FieldSetDraft | undefined;

  /** Compares the parts of two values. Returns whether the values must be compared as a whole instead, or in addition. */
  compareParts(atom: Atom, before: unknown, after: unknown): boolean {
    if (before === after) return false;
    const kindBefore = kindOf(atom, before);
    const kindAfter = kindOf(atom, after);
    if (after === undefined) return this.#comparePartsAs(kindBefore, atom, before, after);
    if (before === undefined || kindBefore === kindAfter) return this.#comparePartsAs(kindAfter, atom, before, after);
    // The type of the value has changed: both types are compared.
    const wasWhole = this.#comparePartsAs(kindBefore, atom, before, after);
    return this.#comparePartsAs(kindAfter, atom, before, after) || wasWhole;
  }

  #comparePartsAs(kind: ValueKind | undefined, atom: Atom, before: unknown, after: unknown): boolean {
    if (kind === "map") return this.#compareMaps(atom.map as MapAtom, before, after);
    return kind !== "list" || this.#compareLists(atom.list as ListAtom, before, after);
  }

  #compareMaps(atom: MapAtom, before: unknown, after: unknown): boolean {
    const [old, next] = [fieldsOf(before), fieldsOf(after)];
    const [oldKeys, nextKeys] = [Object.keys(old), Object.keys(next)];
    if (atom.atomic || oldKeys.length + nextKeys.length === 0) return true;
    for (const key of oldKeys) this.#compareAt(fieldElement(key), atom.field(key) ?? {}, old[key], fieldOf(next, key));
    for (const key of nextKeys) {
      if (!Object.hasOwn(old, key)) this.#compareAt(fieldElement(key), atom.field(key) ?? {}, undefined, next[key]);
    }
    return false;
  }

  #compareLists(atom: ListAtom, before: unknown, after: unknown): boolean {
    const [old, next] = [asList(before), asList(after)];
    if (atom.atomic || old.length + next.length === 0) return true;
    const oldItems = itemsByElement(atom, old);
    const nextItems = itemsByElement(atom, next);
    for (const [element, items] of oldItems)
      this.#compareItems(element, atom.items, items, nextItems.get(element) ?? []);
    for (const [element, items] of nextItems) {
      if (!oldItems.has(element)) this.#compareItems(element, atom.items, [], items);
    }
    return false;
  }

  #compareItems(element: PathElement, atom: Atom, old: readonly unknown[], next: readonly unknown[]): void {
    if (old.length <= 1 && next.length <= 1) {
      this.#compareAt(element, atom, old[0], next[0]);
      return;
    }
    if (old.length > 1 && next.length > 1) {
      if (!deepEqual(old, next)) this.#add("modified", element);
    } else {
      // Items with the same identity are owned as one; a single one is owned by its parts.
      this.#add(old.length > 1 ? "removed" : "added", element);
    }
    if (old.length > 1 && next.length === 1) this.#compareAt(element, atom, undefined, next[0]);
    if (next.length > 1 && old.length === 1) this.#compareAt(element, atom, old[0], undefined);
  }

  /** Compares the values of an element that exists before or after. */
  #compareAt(element: PathElement, atom: Atom, before: unknown, after: unknown): void {
    if (before === after) return;
    let isWhole = true;
    if (atom.map !== undefined || atom.list !== undefined) {
      const below = new Differences();
      isWhole = below.compareParts(atom, before, after);
      this.#addBelow("added", element, below.added);
      this.#addBelow("modified", element, below.modified);
      this.#addBelow("removed", element, below.removed);
    }
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

function itemsByElement(atom: ListAtom, list: readonly unknown[]): ReadonlyMap<PathElement, readonly unknown[]> {
  const found = new Map<PathElement, unknown[]>();
  for (const item of list) {
    const element = elementOfItem(atom, item);
    const items = found.get(element);
    if (items === undefined) found.set(element, [item]);
    else items.push(item);
  }
  return found;
}
