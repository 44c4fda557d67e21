/** What JSON.parse returns for an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members of a JSON object; none of anything else. */
export function membersOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** Whether two values are the same JSON, whatever the order of members. `ignored`: a member that is not compared at the top. */
export function isSameJson(left: unknown, right: unknown, ignored?: string): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, index) => isSameJson(each, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return left === right;
  const names = Object.keys(left).filter((name) => name !== ignored);
  const others = Object.keys(right).filter((name) => name !== ignored);
  return (
    names.length === others.length &&
    names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name], right[name]))
  );
}
