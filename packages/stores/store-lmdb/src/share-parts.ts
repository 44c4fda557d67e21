type Fields = Record<string, unknown>;

/**
 * `next`, with each part replaced by the equal part of `previous` in the same place, so that objects of one template share memory. `next`
 * must have just been parsed, and is modified; `previous` is not.
 */
export function shareParts<T>(next: T, previous: unknown): T {
  return share(next, previous) as T;
}

function share(next: unknown, previous: unknown): unknown {
  if (next === previous || !isContainer(next) || !isContainer(previous)) return next;
  if (Array.isArray(next) !== Array.isArray(previous)) return next;
  let isSame = true;
  let fields = 0;
  // Arrays, too, are read and set by their keys.
  for (const field in next as Fields) {
    fields++;
    const value = (next as Fields)[field];
    // A key of a user's map, which must not be read or set as a property.
    const before = field === "__proto__" ? undefined : (previous as Fields)[field];
    const shared = share(value, before);
    if (shared !== before) isSame = false;
    else if (shared !== value) (next as Fields)[field] = shared;
  }
  if (!isSame) return next;
  return fields === Object.keys(previous).length ? previous : next;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
