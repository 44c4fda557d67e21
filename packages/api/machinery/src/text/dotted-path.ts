type Members = Readonly<Record<string, unknown>>;

/** The value at a path such as `.spec.replicas`; undefined if it does not exist. */
export function readPath(value: unknown, path: string): unknown {
  let at = value;
  for (const key of keysOf(path)) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Members)[key];
  }
  return at;
}

/** `value` with the value at the path replaced; everything else is shared. */
export function writePath(value: unknown, path: string, replacement: unknown): unknown {
  const write = (at: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys;
    if (key === undefined) return replacement;
    const members = typeof at === "object" && at !== null ? (at as Members) : {};
    const inner = Object.hasOwn(members, key) ? members[key] : undefined;
    return { ...members, [key]: write(inner, rest) };
  };
  return write(value, keysOf(path));
}

function keysOf(path: string): readonly string[] {
  return path.split(".").filter((key) => key !== "");
}
