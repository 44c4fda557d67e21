/** Any JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

const none: Fields = Object.freeze({});
const empty: readonly Fields[] = Object.freeze([]);

// These functions return what Go's typed structs would contain: the zero value for absent fields and for values of another
// type.

/** The object, or an empty one. */
export function object(value: unknown): Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : none;
}

/** The list of objects, or an empty one. */
export function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(object) : empty;
}

/** The strings of a list. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The string, or `""`. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The number, or 0. */
export function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** The first non-empty string, or `""`. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) if (typeof value === "string" && value !== "") return value;
  return "";
}

/** Whether a Go pointer to the value would be non-nil. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** `metadata.name`. */
export function nameOf(item: Fields): string {
  return text(object(item.metadata).name);
}

/** Sorted by UTF-16 code units, which equals Go's order of strings except beyond U+FFFF. */
export function sorted(values: Iterable<string>): string[] {
  return [...values].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
