import { canonicalQuantity } from "./quantity.js";
import { resolve } from "./schema-catalogue.js";
import type { SchemaNode } from "./schema-node.js";
import { isZero } from "./zero-value.js";

/** What is worth knowing of an object node, worked out once. */
interface ObjectPlan {
  readonly fields: ReadonlyMap<string, SchemaNode>;
  readonly zeroIsAbsent: ReadonlySet<string>;
  readonly values: SchemaNode | undefined;
}

// Keyed by schema nodes, which never change once they are in use.
const plans = new WeakMap<SchemaNode, ObjectPlan>();

function planOf(node: SchemaNode): ObjectPlan {
  const known = plans.get(node);
  if (known !== undefined) return known;
  const plan: ObjectPlan = {
    fields: new Map(Object.entries(node.properties ?? {}).map(([name, child]) => [name, resolve(child)])),
    zeroIsAbsent: new Set(node["x-engenho-zero-is-absent"]),
    values: typeof node.additionalProperties === "object" ? resolve(node.additionalProperties) : undefined,
  };
  plans.set(node, plan);
  return plan;
}

/**
 * A value as upstream's typed API would write it back, so that what means the same is stored the same: known fields
 * that are null, or that hold a zero value which is the same as absence (`paused: false`, `args: []`, `selector: {}`:
 * AP-23, AP-65), are left out, and quantities take their canonical text (`cpu: 0.5` is `500m`).
 * Unknown fields and custom kinds' values stay as they are. Shares every part that does not change, and returns the
 * same reference when nothing does.
 */
export function canonicalForm(node: SchemaNode, value: unknown): unknown {
  const resolved = resolve(node);
  if (resolved.format === "quantity") {
    return typeof value === "string" || typeof value === "number" ? canonicalQuantity(value) : value;
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return resolved.items === undefined ? value : canonicalList(resolve(resolved.items), value);
  return canonicalObject(planOf(resolved), value as Readonly<Record<string, unknown>>);
}

function canonicalList(node: SchemaNode, list: readonly unknown[]): readonly unknown[] {
  let next: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const after = canonicalForm(node, list[index]);
    if (after === list[index]) continue;
    next ??= [...list];
    next[index] = after;
  }
  return next ?? list;
}

function canonicalObject(
  plan: ObjectPlan,
  source: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const replaced = new Map<string, unknown>();
  const dropped = new Set<string>();
  for (const key of Object.keys(source)) {
    const node = plan.fields.get(key) ?? plan.values;
    if (node === undefined) continue;
    const before = source[key];
    const isField = plan.fields.has(key);
    if (isField && (before === null || (plan.zeroIsAbsent.has(key) && isZero(before)))) {
      dropped.add(key);
      continue;
    }
    const after = canonicalForm(node, before);
    if (after !== before) replaced.set(key, after);
  }
  if (replaced.size === 0 && dropped.size === 0) return source;
  const kept = Object.entries(source).filter(([key]) => !dropped.has(key));
  return Object.fromEntries(kept.map(([key, before]) => [key, replaced.has(key) ? replaced.get(key) : before]));
}
