/** Any JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

const none: Fields = Object.freeze({});
const empty: readonly Fields[] = Object.freeze([]);

// The readers below give what Go's typed structs would hold: the zero value for what is absent or of another type.

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

/** The first text that is not empty, or `""`. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) if (typeof value === "string" && value !== "") return value;
  return "";
}

/** Whether a pointer to the value would be set. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** `metadata.name`. */
export function nameOf(item: Fields): string {
  return text(object(item.metadata).name);
}

/** Sorted by code unit, as Go sorts strings of one byte per character; for others the order is by UTF-16. */
export function sorted(values: Iterable<string>): string[] {
  return [...values].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
