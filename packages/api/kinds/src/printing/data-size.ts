/** The number of entries of an object or list. */
export function size(value: unknown): number {
  return value !== null && typeof value === "object" ? Object.keys(value).length : 0;
}
