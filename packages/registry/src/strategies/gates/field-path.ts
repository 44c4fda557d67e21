import { copyWith } from "@engenho/core";
import { mapShared, withoutFields } from "../fields.js";

type Value = Readonly<Record<string, unknown>>;

/** A path to a field, such as `spec.volumes[].projected`: `[]` goes on in each item of a list. */
export type FieldPath = string;

/** What stands at a path: one value, or those of each item. */
export function valuesAt(holder: unknown, path: FieldPath): readonly unknown[] {
  if (path === "") return holder === undefined ? [] : [holder];
  const { field, inList, rest } = split(path);
  const value = isValue(holder) && Object.hasOwn(holder, field) ? holder[field] : undefined;
  if (!inList) return valuesAt(value, rest);
  return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
}

/** `holder` with what stands at a path changed; the same reference where nothing changed. */
export function withChangeAt<T>(holder: T, path: FieldPath, change: (value: unknown) => unknown): T {
  if (path === "") return change(holder) as T;
  if (!isValue(holder)) return holder;
  const { field, inList, rest } = split(path);
  const value = Object.hasOwn(holder, field) ? holder[field] : undefined;
  if (value === undefined) return holder;
  const next = inList
    ? mapShared(value as readonly unknown[], (item) => withChangeAt(item, rest, change))
    : withChangeAt(value, rest, change);
  if (next === value) return holder;
  return (next === undefined ? withoutFields(holder, [field]) : copyWith(holder, { [field]: next })) as T;
}

/** `holder` without what stands at a path. */
export function withoutFieldAt<T>(holder: T, path: FieldPath): T {
  return withChangeAt(holder, path, () => undefined);
}

function split(path: FieldPath): { readonly field: string; readonly inList: boolean; readonly rest: FieldPath } {
  const end = path.indexOf(".");
  const head = end < 0 ? path : path.slice(0, end);
  const rest = end < 0 ? "" : path.slice(end + 1);
  return head.endsWith("[]") ? { field: head.slice(0, -2), inList: true, rest } : { field: head, inList: false, rest };
}

function isValue(value: unknown): value is Value {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
