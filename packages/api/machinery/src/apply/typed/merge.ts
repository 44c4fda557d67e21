import { fieldOf, isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { deepEqual } from "../../equality/deep-equal.js";
import { unitsPerField, withChanges } from "../../patch/draft.js";
import { isLongWork, type LongWork, type MaybeWork, Meter } from "../../work/long-work.js";
import type { PathElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { asList, kindOf } from "./value-kind.js";

/**
 * Merges an apply configuration into the live value (TypedValue.Merge): nothing is removed, and for leaves in both the
 * configuration wins. Shares unchanged parts with `live`. Throws ItemError for a list item that cannot be identified.
 */
export function* merge(atom: Atom, live: unknown, config: unknown): LongWork<unknown> {
  const work = merged(atom, live, config, new Meter());
  return isLongWork(work) ? yield* work : work;
}

function merged(atom: Atom, live: unknown, config: unknown, meter: Meter): MaybeWork<unknown> {
  if (config === undefined || live === config) return live;
  if (live === undefined) return config;
  switch (kindOf(atom, config)) {
    case "map":
      return atom.map?.atomic ? keptLeaf(live, config) : mergeMaps(atom.map as MapAtom, live, config, meter);
    case "list":
      return atom.list?.atomic ? keptLeaf(live, config) : mergeLists(atom.list as ListAtom, live, config, meter);
    default:
      return keptLeaf(live, config);
  }
}

function keptLeaf(live: unknown, config: unknown): unknown {
  return deepEqual(live, config) ? live : config;
}

function* mergeMaps(atom: MapAtom, live: unknown, config: unknown, meter: Meter): LongWork<unknown> {
  const old = isJsonObject(live) ? live : ({} as JsonObject);
  const next = isJsonObject(config) ? config : ({} as JsonObject);
  const keys = Object.keys(next);
  if (keys.length === 0 && Object.keys(old).length === 0) return keptLeaf(live, config);
  let changes: Map<string, unknown> | undefined;
  for (const key of keys) {
    if (meter.isDueAfter(unitsPerField)) yield;
    const before = fieldOf(old, key);
    const work = merged(atom.field(key) ?? {}, before, next[key], meter);
    const after = isLongWork(work) ? yield* work : work;
    if (after === before && after !== undefined) continue;
    changes ??= new Map();
    changes.set(key, after);
  }
  return changes === undefined ? old : yield* withChanges(old, changes, meter);
}

function* mergeLists(atom: ListAtom, live: unknown, config: unknown, meter: Meter): LongWork<unknown> {
  const [old, next] = [asList(live), asList(config)];
  if (old.length + next.length === 0) return keptLeaf(live, config);
  const items = yield* new ListMerger(atom, old, next).merge(meter);
  return items.length === old.length && items.every((item, index) => item === old[index]) ? old : items;
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

  *merge(meter: Meter): LongWork<readonly unknown[]> {
    const [oldElements, nextElements] = [this.#oldElements, this.#nextElements];
    const shared = nextElements.filter((element) => this.#oldItems.has(element));
    let sharedAt = 0;
    const items: unknown[] = [];
    const done = new Set<PathElement>();
    let [oldAt, nextAt] = [0, 0];
    while (oldAt < oldElements.length || nextAt < nextElements.length) {
      if (meter.isDueAfter(unitsPerField)) yield;
      const old = oldElements[oldAt];
      const next = nextElements[nextAt];
      if (old !== undefined && next !== undefined) {
        if (old === next) {
          done.add(old);
          items.push(yield* this.#merged(old, meter));
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
          items.push(this.#old[oldAt]);
          oldAt++;
          continue;
        }
        if (done.has(old)) oldAt++;
      }
      if (next !== undefined) {
        done.add(next);
        items.push(yield* this.#merged(next, meter));
        nextAt++;
        if (shared[sharedAt] === next) sharedAt++;
      }
    }
    return items;
  }

  *#merged(element: PathElement, meter: Meter): LongWork<unknown> {
    const work = merged(this.#atom.items, this.#oldItems.get(element), this.#nextItems.get(element), meter);
    return isLongWork(work) ? yield* work : work;
  }
}
