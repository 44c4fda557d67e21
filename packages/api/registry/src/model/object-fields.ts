import { copyWith, type KubernetesObject } from "@engenho/core";

/** An object with the usual sections. */
export interface Sections extends KubernetesObject {
  /** The desired state. */
  readonly spec?: unknown;
  /** The observed state. */
  readonly status?: unknown;
}

/** `object` with these fields; the same object if it already has them. */
export function withFields<T extends object>(object: T, fields: Partial<T>): T {
  for (const key of Object.keys(fields) as (keyof T)[]) {
    if (object[key] !== fields[key]) return copyWith(object, fields) as T;
  }
  return object;
}

/** `object` without these fields; the same object if it has none of them. */
export function withoutFields<T extends object>(object: T, names: readonly string[]): T {
  if (!names.some((name) => Object.hasOwn(object, name))) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name))) as T;
}

/** A list with each item mapped; the same list if no item changed. */
export function mapShared<T>(list: readonly T[], map: (item: T) => T): readonly T[] {
  let next: T[] | undefined;
  for (const [index, item] of list.entries()) {
    const mapped = map(item);
    if (mapped === item) continue;
    next ??= [...list];
    next[index] = mapped;
  }
  return next ?? list;
}

/** The object with this status; without one if `status` is undefined. */
export function withStatus<T extends KubernetesObject>(object: T, status: unknown): T {
  if ((object as Sections).status === status) return object;
  if (status === undefined) return withoutFields(object, ["status"]);
  return copyWith(object, { status }) as KubernetesObject as T;
}
