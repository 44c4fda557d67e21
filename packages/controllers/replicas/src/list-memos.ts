import { ListMemo, type Stored } from "@engenho/core";

/** With fewer items than this, caching costs more than it saves. */
const leastRemembered = 100;

/** A {@link ListMemo} for each owner with many dependents. */
export class ListMemos<Item extends Stored, Derived> {
  readonly #memos = new Map<string, ListMemo<Item, Derived>>();

  /** `derive(item)` for each of the owner's items, which must be ordered by name. */
  derive(key: string, items: readonly Item[], derive: (item: Item) => Derived): readonly Derived[] {
    if (items.length < leastRemembered) {
      this.forget(key);
      return items.map(derive);
    }
    let memo = this.#memos.get(key);
    if (memo === undefined) {
      memo = new ListMemo();
      this.#memos.set(key, memo);
    }
    return memo.derive(items, derive);
  }

  /** Drops the cache of an owner: it is gone, or the derivation has changed. */
  forget(key: string): void {
    this.#memos.delete(key);
  }
}
