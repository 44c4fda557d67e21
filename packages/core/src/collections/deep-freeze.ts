/**
 * Freezes a JSON value at every level and returns it. What is frozen already is taken to be frozen all the way down, so
 * that an object which shares most of its parts with stored ones costs only its new parts.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object") deepFreeze(item);
  } else {
    // Without the array that Object.keys would make: this runs for every new object.
    for (const key in value) {
      const child = value[key];
      if (typeof child === "object") deepFreeze(child);
    }
  }
  return Object.freeze(value);
}
