/** Whether Go's `omitempty` would omit the value: `""`, 0, false, an empty list or an empty map. */
export function isZero(value: unknown): boolean {
  if (value === "" || value === 0 || value === false) return true;
  if (value === null || typeof value !== "object") return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}
