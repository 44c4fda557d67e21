import imported from "sorted-btree";

/**
 * An ordered map with copy-on-write clones in constant time (sorted-btree). It is a CommonJS module marked as transpiled:
 * bundlers return its class as the default import, Node returns the module.
 */
type TreeClass = typeof imported;

const unwrapped: TreeClass = (imported as { readonly default?: TreeClass }).default ?? imported;

/** A new tree ordered by `compare`. */
export function createOrderedTree<Key, Value>(compare: (left: Key, right: Key) => number): OrderedTree<Key, Value> {
  return new unwrapped<Key, Value>(undefined, compare);
}

/** The used part of sorted-btree. */
export interface OrderedTree<Key, Value> {
  /** The number of entries. */
  readonly size: number;
  /** Adds or replaces an entry; returns whether the key is new. */
  set(key: Key, value: Value): boolean;
  /** Removes an entry; returns whether there was one. */
  delete(key: Key): boolean;
  /** Calls back in order until the callback returns `{break: ...}`. */
  forEachPair(callback: (key: Key, value: Value) => unknown): unknown;
  /** From `first` (inclusive) on. */
  entries(first?: Key): IterableIterator<[Key, Value]>;
  /** A copy that shares everything with this one until either is changed. */
  clone(): OrderedTree<Key, Value>;
}
