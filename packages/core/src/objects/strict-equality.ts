/**
 * Exact equality of JSON values (reflect.DeepEqual; CM-19) regardless of key order: an empty list is not equal to absence,
 * nor `1` to `1000m`. Only null and absence are equal.
 */
export function strictlyEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === undefined || left === null) return right === undefined || right === null;
  if (right === undefined || right === null) return false;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, at) => strictlyEqual(item, right[at]))
    );
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  for (const key of Object.keys(left)) if (!strictlyEqual(left[key], ownValue(right, key))) return false;
  for (const key of Object.keys(right))
    if (!Object.hasOwn(left, key) && !strictlyEqual(undefined, right[key])) return false;
  return true;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of an own property, also for keys such as `constructor` and `__proto__`; undefined without such a property. */
export function ownValue(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
