import type { Causes } from "@engenho/machinery";

/** Checks that none of the counts at `path` is negative; absent ones are valid. */
export function checkCounts<T extends object>(
  counts: T,
  path: string,
  { causes, fields }: { readonly causes: Causes; readonly fields: readonly (keyof T & string)[] },
): void {
  for (const field of fields) causes.nonNegative(`${path}.${field}`, counts[field] as number | undefined);
}

/** Checks that the counts at `path` are at most `limit.count`, which messages call `limit.name`. */
export function checkAtMost<T extends object>(
  counts: T,
  path: string,
  {
    causes,
    fields,
    limit,
  }: { readonly causes: Causes; readonly fields: readonly (keyof T & string)[]; readonly limit: Limit },
): void {
  for (const field of fields) {
    const count = (counts[field] as number | undefined) ?? 0;
    if (count > limit.count) causes.invalid(`${path}.${field}`, count, `cannot be greater than ${limit.name}`);
  }
}

interface Limit {
  readonly name: string;
  readonly count: number;
}
