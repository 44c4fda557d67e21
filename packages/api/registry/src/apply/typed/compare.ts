import { equalJson, fieldOf, isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { type FieldSet, FieldSetBuilder } from "../fields/field-set.js";
import { fieldElement, type PathElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { asList, kindOf, type ValueKind } from "./value-kind.js";

/** How two values differ. No path is in two of the sets. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Compares two values of one type. Costs no more than what differs: parts that are the identical object are skipped.
 * Throws ItemError for a list item that cannot be told.
 */
export function compare(atom: Atom, before: unknown, after: unknown): Comparison {
  const comparer = new Comparer();
  if (before !== after) comparer.compare(atom, before, after);
  return {
    added: comparer.added.build(),
    modified: comparer.modified.build(),
    removed: comparer.removed.build(),
  };
}

class Comparer {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();
  readonly #path: PathElement[] = [];

  compare(atom: Atom, before: unknown, after: unknown): void {
    if (before === after) return;
    const kindBefore = kindOf(atom, before);
    const kindAfter = kindOf(atom, after);
    let isLeaf: boolean;
    if (after === undefined) isLeaf = this.#compareAs(kindBefore, atom, before, after);
    else if (before === undefined || kindBefore === kindAfter) isLeaf = this.#compareAs(kindAfter, atom, before, after);
    else {
      // The value has become another kind of thing: both are looked at.
      this.#compareAs(kindBefore, atom, before, after);
      isLeaf = this.#compareAs(kindAfter, atom, before, after);
    }
    if (isLeaf) return;
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
  }

  /** Whether the value was compared as a whole. */
  #compareAs(kind: ValueKind | undefined, atom: Atom, before: unknown, after: unknown): boolean {
    if (kind === "map") return this.#compareMaps(atom.map as MapAtom, before, after);
    if (kind === "list") return this.#compareLists(atom.list as ListAtom, before, after);
    return this.#compareLeaves(before, after);
  }

  #compareLeaves(before: unknown, after: unknown): true {
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
    else if (!equalJson(before, after)) this.modified.insert(this.#path);
    return true;
  }

  #compareMaps(atom: MapAtom, before: unknown, after: unknown): boolean {
    const [old, next] = [fieldsOf(before), fieldsOf(after)];
    const [oldKeys, nextKeys] = [Object.keys(old), Object.keys(next)];
    if (atom.atomic || oldKeys.length + nextKeys.length === 0) return this.#compareLeaves(before, after);
    for (const key of oldKeys)
      this.#compareChild(fieldElement(key), atom.field(key) ?? {}, old[key], fieldOf(next, key));
    for (const key of nextKeys) {
      if (!Object.hasOwn(old, key)) this.#compareChild(fieldElement(key), atom.field(key) ?? {}, undefined, next[key]);
    }
    return false;
  }

  #compareLists(atom: ListAtom, before: unknown, after: unknown): boolean {
    const [old, next] = [asList(before), asList(after)];
    if (atom.atomic || old.length + next.length === 0) return this.#compareLeaves(before, after);
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
      this.#compareChild(element, atom, old[0], next[0]);
      return;
    }
    this.#path.push(element);
    if (old.length > 1 && next.length > 1) {
      if (!equalJson(old, next)) this.modified.insert(this.#path);
    } else {
      // Items that are told the same are owned as one; a single one is owned by its parts.
      if (old.length > 1) this.removed.insert(this.#path);
      else this.added.insert(this.#path);
    }
    this.#path.pop();
    if (old.length > 1 && next.length === 1) this.#compareChild(element, atom, undefined, next[0]);
    if (next.length > 1 && old.length === 1) this.#compareChild(element, atom, old[0], undefined);
  }

  #compareChild(element: PathElement, atom: Atom, before: unknown, after: unknown): void {
    this.#path.push(element);
    this.compare(atom, before, after);
    this.#path.pop();
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
