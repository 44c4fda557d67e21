import { copyWith } from "@engenho/core";
import { mapShared, withoutFields } from "@engenho/registry";

type Value = Readonly<Record<string, unknown>>;

/** A path to a field, such as `spec.volumes[].projected`: `[]` stands for each item of a list, `{}` for each value of a map. */
export type FieldPath = string;

/** The value at a path without lists. */
export function valueAt(holder: unknown, path: FieldPath): unknown {
  if (path === "") return holder;
  const { field, rest } = split(path);
  return isValue(holder) && Object.hasOwn(holder, field) ? valueAt(holder[field], rest) : undefined;
}

/** Whether any value exists at a path, in at least one item where it contains lists. */
export function isSetAt(holder: unknown, path: FieldPath): boolean {
  if (path === "") return holder !== undefined;
  const { field, within, rest } = split(path);
  if (!isValue(holder) || !Object.hasOwn(holder, field)) return false;
  const value = holder[field];
  if (within === "") return isSetAt(value, rest);
  if (within === "{}") return isValue(value) && Object.values(value).some((item) => isSetAt(item, rest));
  return Array.isArray(value) && value.some((item) => isSetAt(item, rest));
}

/** `holder` with the values at a path changed; the same reference if nothing changes. */
export function withChangeAt<T>(holder: T, path: FieldPath, change: (value: unknown) => unknown): T {
  if (path === "") return change(holder) as T;
  if (!isValue(holder)) return holder;
  const { field, within, rest } = split(path);
  const value = Object.hasOwn(holder, field) ? holder[field] : undefined;
  if (value === undefined) return holder;
  const next = changed(value, within, (item) => withChangeAt(item, rest, change));
  if (next === value) return holder;
  return (next === undefined ? withoutFields(holder, [field]) : copyWith(holder, { [field]: next })) as T;
}

/** `holder` without the values at a path. */
export function withoutFieldAt<T>(holder: T, path: FieldPath): T {
  return withChangeAt(holder, path, () => undefined);
}

function changed(value: unknown, within: Step["within"], change: (value: unknown) => unknown): unknown {
  if (within === "") return change(value);
  if (within === "[]") return mapShared(value as readonly unknown[], change);
  const entries = Object.entries(value as Value).map(([key, inner]) => [key, inner, change(inner)] as const);
  if (entries.every(([, before, after]) => before === after)) return value;
  return Object.fromEntries(entries.map(([key, , after]) => [key, after]));
}

interface Step {
  readonly field: string;
  /** Whether the rest of the path is within each item of a list or each value of a map. */
  readonly within: "" | "[]" | "{}";
  readonly rest: FieldPath;
}

/** Parsed paths: they come from a table, and each write uses them. */
const steps = new Map<FieldPath, Step>();

function split(path: FieldPath): Step {
  let step = steps.get(path);
  if (step === undefined) {
    const end = path.indexOf(".");
    const head = end < 0 ? path : path.slice(0, end);
    const rest = end < 0 ? "" : path.slice(end + 1);
    const within = head.endsWith("[]") ? "[]" : head.endsWith("{}") ? "{}" : "";
    step = { field: head.slice(0, head.length - within.length), within, rest };
    steps.set(path, step);
  }
  return step;
}

function isValue(value: unknown): value is Value {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
