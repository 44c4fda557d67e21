import { setField } from "@engenho/core";
import { fieldOf, isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { deepEqual } from "../../equality/deep-equal.js";
import type { PathElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { asList, kindOf } from "./value-kind.js";

/**
 * Merges an apply configuration into the live value (TypedValue.Merge): nothing is removed, and for leaves in both the
 * configuration wins. Shares unchanged parts with `live`. Throws ItemError for a list item that cannot be identified.
 */
export function merge(atom: Atom, live: unknown, config: unknown): unknown {
  if (config === undefined || live === config) return live;
  if (live === undefined) return config;
  switch (kindOf(atom, config)) {
    case "map":
      return mergeMaps(atom.map as MapAtom, live, config);
    case "list":
      return mergeLists(atom.list as ListAtom, live, config);
    default:
      return keptLeaf(live, config);
  }
}

function keptLeaf(live: unknown, config: unknown): unknown {
  return deepEqual(live, config) ? live : config;
}

function mergeMaps(atom: MapAtom, live: unknown, config: unknown): unknown {
  const old = isJsonObject(live) ? live : ({} as JsonObject);
  const next = isJsonObject(config) ? config : ({} as JsonObject);
  const keys = Object.keys(next);
  if (atom.atomic || (keys.length === 0 && Object.keys(old).length === 0)) return keptLeaf(live, config);
  let merged: Record<string, unknown> | undefined;
  for (const key of keys) {
    const before = fieldOf(old, key);
    const after = merge(atom.field(key) ?? {}, before, next[key]);
    if (after === before && after !== undefined) continue;
    merged ??= { ...old };
    setField(merged, key, after);
  }
  return merged ?? old;
}

function mergeLists(atom: ListAtom, live: unknown, config: unknown): unknown {
  const [old, next] = [asList(live), asList(config)];
  if (atom.atomic || old.length + next.length === 0) return keptLeaf(live, config);
  const merged = new ListMerger(atom, old, next).merge();
  return merged.length === old.length && merged.every((item, index) => item === old[index]) ? old : merged;
}

/**
 * Merges two lists item by item. The items of the configuration are in its order; those that only the live list has remain, as
 * far as that order permits, after the same item as before.
 */
class ListMerger {
  readonly #atom: ListAtom;
  readonly #old: readonly unknown[];
  readonly #oldElements: readonly PathElement[];
  readonly #nextElements: readonly PathElement[];
  /** Null stands for several items with the same identity, which are not merged with. */
  readonly #oldItems = new Map<PathElement, unknown>();
  readonly #nextItems = new Map<PathElement, unknown>();

  constructor(atom: ListAtom, old: readonly unknown[], next: readonly unknown[]) {
    this.#atom = atom;
    this.#old = old;
    this.#oldElements = old.map((item) => elementOfItem(atom, item));
    this.#nextElements = next.map((item) => elementOfItem(atom, item));
    this.#oldElements.forEach((element, index) => {
      this.#oldItems.set(element, this.#oldItems.has(element) ? null : old[index]);
    });
    this.#nextElements.forEach((element, index) => {
      this.#nextItems.set(element, next[index]);
    });
  }

  merge(): readonly unknown[] {
    const [oldElements, nextElements] = [this.#oldElements, this.#nextElements];
    const shared = nextElements.filter((element) => this.#oldItems.has(element));
    let sharedAt = 0;
    const merged: unknown[] = [];
    const done = new Set<PathElement>();
    const take = (element: PathElement): void => {
      done.add(element);
      merged.push(merge(this.#atom.items, this.#oldItems.get(element), this.#nextItems.get(element)));
    };
    let [oldAt, nextAt] = [0, 0];
    while (oldAt < oldElements.length || nextAt < nextElements.length) {
      const old = oldElements[oldAt];
      const next = nextElements[nextAt];
      if (old !== undefined && next !== undefined) {
        if (old === next) {
          take(old);
          oldAt++;
          nextAt++;
          sharedAt++;
          continue;
        }
        if (this.#nextItems.has(old) && sharedAt < shared.length && shared[sharedAt] !== old) {
          oldAt++;
          continue;
        }
      }
      if (old !== undefined) {
        if (!this.#nextItems.has(old)) {
          merged.push(this.#old[oldAt]);
          oldAt++;
          continue;
        }
        if (done.has(old)) oldAt++;
      }
      if (next !== undefined) {
        take(next);
        nextAt++;
        if (shared[sharedAt] === next) sharedAt++;
      }
    }
    return merged;
  }
}
