/**
 * Freezes a JSON value at every level and returns it. A frozen part is assumed to be frozen at every level, so an object
 * that shares most of its parts with stored ones costs only its new parts.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object") deepFreeze(item);
  } else {
    // No Object.keys, which would allocate an array: this runs for every new object.
    for (const key in value) {
      const child = value[key];
      if (typeof child === "object") deepFreeze(child);
    }
  }
  return Object.freeze(value);
}
