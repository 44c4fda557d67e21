/**
 * A copy of an object with one member set.
 *
 * Where many objects are made, this is used instead of a spread: in Node 20 `{...object, member}` gives each copy of an
 * object that is not frozen a hidden class of its own, which makes every later access to it slow and costs memory.
 */
export function withMember<T extends object, Key extends keyof T & string>(object: T, key: Key, value: T[Key]): T {
  const copy = copyMembers(object) as Record<string, unknown>;
  copy[key] = value;
  return copy as T;
}

/** A copy of an object whose hidden class it shares with all copies of such objects. */
export function copyMembers<T extends object>(object: T): T {
  const copy: Record<string, unknown> = {};
  for (const key in object) {
    if (key !== "__proto__") copy[key] = object[key];
    else Object.defineProperty(copy, key, { value: object[key], enumerable: true, configurable: true, writable: true });
  }
  return copy as T;
}
