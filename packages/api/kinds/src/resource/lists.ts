import type { Causes } from "@engenho/machinery";

/** How the items of a list are checked. */
export interface ListRules<T> {
  readonly causes: Causes;
  /** Absent: any number. */
  readonly max?: number;
  readonly check: (item: T, path: string) => void;
}

/** Checks each item and the length of a list. Upstream: validateSlice. */
export function checkList<T>(items: readonly T[], path: string, { causes, max, check }: ListRules<T>): void {
  for (const [index, item] of items.entries()) {
    if (causes.isFull) return;
    check(item, `${path}[${index}]`);
  }
  if (max !== undefined && items.length > max) causes.tooMany(path, items.length, max);
}

/** As {@link checkList}, and no two items have the same key. Upstream: validateSet. */
export function checkSet<T>(
  items: readonly T[],
  path: string,
  rules: ListRules<T> & {
    readonly key: (item: T) => string;
    /** The field of an item that is its key. Default: the item itself is. */
    readonly keyField?: string;
  },
): void {
  checkList(items, path, rules);
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const key = rules.key(item);
    const at = rules.keyField === undefined ? `${path}[${index}]` : `${path}[${index}].${rules.keyField}`;
    if (seen.has(key)) rules.causes.duplicate(at, key);
    seen.add(key);
  }
}
