/** Labels or annotations. */
export type StringMap = Readonly<Record<string, string>>;

const noKeys: ReadonlySet<string> = new Set();
const empty: StringMap = {};

/** Whether two sets of labels or annotations are the same; none is as good as empty. `ignored` keys do not count. */
export function sameStrings(
  left: StringMap | undefined,
  right: StringMap | undefined,
  ignored: ReadonlySet<string> = noKeys,
): boolean {
  return left === right || (isWithin(left, right, ignored) && isWithin(right, left, ignored));
}

/** The entries of `strings` but those of `keys`, with those of `added` over them. Built so that no key is special. */
export function changeStrings(
  strings: StringMap | undefined,
  keys: ReadonlySet<string>,
  added: readonly (readonly [key: string, value: string])[] = [],
): StringMap {
  const kept = Object.entries(strings ?? empty).filter(([key]) => !keys.has(key));
  return Object.fromEntries([...kept, ...added]);
}

function isWithin(inner: StringMap = empty, outer: StringMap = empty, ignored: ReadonlySet<string>): boolean {
  for (const key of Object.keys(inner)) {
    if (!ignored.has(key) && !(Object.hasOwn(outer, key) && outer[key] === inner[key])) return false;
  }
  return true;
}
