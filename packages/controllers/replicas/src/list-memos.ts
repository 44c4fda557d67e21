import { ListMemo, type Stored } from "@engenho/core";

/** From so many objects on it pays to remember what was derived from them. */
const leastRemembered = 100;

/** A {@link ListMemo} for each owner that has many dependents. */
export class ListMemos<Item extends Stored, Derived> {
  readonly #memos = new Map<string, ListMemo<Item, Derived>>();

  /** `derive(item)` of each of the owner's items, which come in the order of their names. */
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

  /** The owner is gone, or what is derived depends on something else that has changed. */
  forget(key: string): void {
    this.#memos.delete(key);
  }
}
