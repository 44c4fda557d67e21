/** Labels or annotations. */
export type StringMap = Readonly<Record<string, string>>;

const noKeys: ReadonlySet<string> = new Set();
const empty: StringMap = {};

/** Whether two sets of labels or annotations are equal; absent equals empty. `ignored` keys are not compared. */
export function sameStrings(
  left: StringMap | undefined,
  right: StringMap | undefined,
  ignored: ReadonlySet<string> = noKeys,
): boolean {
  return left === right || (isWithin(left, right, ignored) && isWithin(right, left, ignored));
}

/** Removes `keys` from `strings` and adds `added`. Keys such as `__proto__` are treated as data. */
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
