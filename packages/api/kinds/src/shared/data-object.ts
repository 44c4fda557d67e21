import { strictlyEqual } from "@engenho/core";
import { type Causes, configMapKeyFaults } from "@engenho/machinery";

/** The maximum size of a ConfigMap's or Secret's data. */
export const maxDataBytes: number = 1024 * 1024;

/** Checks that an object with `immutable` set keeps it, and these fields. */
export function checkImmutable<T extends { readonly immutable?: boolean }>(
  next: T,
  current: T,
  { causes, fields }: { readonly causes: Causes; readonly fields: readonly (keyof T & string)[] },
): void {
  if (current.immutable !== true) return;
  const detail = "field is immutable when `immutable` is set";
  if (next.immutable !== true) causes.forbidden("immutable", detail);
  for (const field of fields) if (!strictlyEqual(next[field], current[field])) causes.forbidden(field, detail);
}

/** Checks a key of a field. There may be many, so nothing is allocated for valid ones. */
export function checkKey(field: string, key: string, causes: Causes): void {
  const faults = configMapKeyFaults(key);
  if (faults.length > 0) causes.invalidEach(`${field}[${key}]`, key, faults);
}

/** The decoded size of a base64 string in bytes. */
export function base64Length(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return Math.floor((text.length * 3) / 4) - padding;
}
