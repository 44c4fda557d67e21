import type { Causes } from "@engenho/machinery";

/** Checks that none of the counts at `path` is negative; absent ones are valid. */
export function checkCounts<T extends object>(
  counts: T,
  path: string,
  { causes, fields }: { readonly causes: Causes; readonly fields: readonly (keyof T & string)[] },
): void {
  for (const field of fields) causes.nonNegative(`${path}.${field}`, counts[field] as number | undefined);
}
