import { resolve } from "./schema-catalogue.js";
import type { SchemaNode } from "./schema-node.js";
import { isZero } from "./zero-value.js";

/** The defaults of a node, computed once: only fields with a default somewhere below them are listed. */
interface DefaultingPlan {
  readonly fields: readonly FieldPlan[];
  /** The node of list items, if it or anything below it has a default. */
  readonly items: SchemaNode | undefined;
  /** The node of a map's values, if it or anything below it has a default. */
  readonly values: SchemaNode | undefined;
}

interface FieldPlan {
  readonly name: string;
  readonly node: SchemaNode;
  readonly hasDefault: boolean;
  readonly nullable: boolean;
  readonly zeroIsAbsent: boolean;
  readonly deep: boolean;
}

// Keyed by schema nodes, which are never modified once in use.
const plans = new WeakMap<SchemaNode, DefaultingPlan>();
const defaultBelow = new WeakMap<SchemaNode, boolean>();
/**
 * A cache of frozen values that are known to be fully defaulted, each with a token for the defaults in question. Entries may be
 * evicted: the values are then checked again.
 */
export interface CompleteValues {
  /** The token of a value; undefined if there is none or it was evicted. */
  get(value: object): object | undefined;
  /** Records that a value is fully defaulted with the defaults of the token. */
  set(value: object, defaults: object): void;
}

const remembersNothing: CompleteValues = { get: () => undefined, set: () => {} };

function children(node: SchemaNode): SchemaNode[] {
  const found: SchemaNode[] = Object.values(node.properties ?? {});
  if (node.items !== undefined) found.push(node.items);
  if (typeof node.additionalProperties === "object") found.push(node.additionalProperties);
  return found;
}

/** Whether any node reachable from this one, except itself, has a default. Schemas may be recursive. */
function hasDefaultBelow(start: SchemaNode): boolean {
  const root = resolve(start);
  const known = defaultBelow.get(root);
  if (known !== undefined) return known;
  const seen = new Set<SchemaNode>([root]);
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const child of children(node)) {
      const next = resolve(child);
      if (hasDefault(next) || defaultBelow.get(next) === true) {
        defaultBelow.set(root, true);
        return true;
      }
      if (!seen.has(next)) {
        seen.add(next);
        pending.push(next);
      }
    }
  }
  for (const node of seen) defaultBelow.set(node, false);
  return false;
}

/** Whether an absent value of the node is defaulted; a default of null does not count, as upstream. */
export function hasDefault(node: SchemaNode): boolean {
  return node.default !== undefined && node.default !== null;
}

function planOf(node: SchemaNode): DefaultingPlan {
  const known = plans.get(node);
  if (known !== undefined) return known;
  const fields: FieldPlan[] = [];
  const zeros = node["x-engenho-zero-is-absent"] ?? [];
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const field = resolve(child);
    const deep = hasDefaultBelow(field);
    if (!deep && !hasDefault(field)) continue;
    fields.push({
      name,
      node: field,
      hasDefault: hasDefault(field),
      nullable: field.nullable === true,
      zeroIsAbsent: zeros.includes(name),
      deep,
    });
  }
  const below = (child: SchemaNode | undefined): SchemaNode | undefined =>
    child !== undefined && (hasDefault(resolve(child)) || hasDefaultBelow(child)) ? resolve(child) : undefined;
  const plan: DefaultingPlan = {
    fields,
    items: below(node.items),
    values: below(typeof node.additionalProperties === "object" ? node.additionalProperties : undefined),
  };
  plans.set(node, plan);
  return plan;
}

function isAbsent(value: unknown, field: FieldPlan): boolean {
  if (value === undefined) return true;
  if (value === null) return !field.nullable;
  return field.zeroIsAbsent && isZero(value);
}

/** Sets a key as data, even `__proto__`. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Fills absent fields with the schema's `default`, at every level where the parent is present (an absent parent remains absent
 * unless it has a default of its own, which is then defaulted as well). `null` counts as absent unless the node is `nullable`;
 * so does the zero value of a field listed in `x-engenho-zero-is-absent`.
 *
 * Returns the same reference when nothing changes, and shares every unchanged part; never modifies its input. The values that
 * it inserts are the schema's own, which are frozen in the built-in catalogue. With `complete`, a frozen input must be deeply
 * frozen, because the result for it is cached. Values of another type than the schema's are left alone: reporting them is up to
 * validation.
 */
export function applyDefaults(node: SchemaNode, value: unknown, complete: CompleteValues = remembersNothing): unknown {
  if (value === null || typeof value !== "object") return value;
  const root = resolve(node);
  return hasDefaultBelow(root) ? fill(planOf(root), value, complete) : value;
}

function fill(plan: DefaultingPlan, value: unknown, complete: CompleteValues): unknown {
  if (value === null || typeof value !== "object" || complete.get(value) === plan) return value;
  const filled = fillObject(plan, value, complete);
  if (filled === value && Object.isFrozen(value)) complete.set(value, plan);
  return filled;
}

function fillObject(plan: DefaultingPlan, value: object, complete: CompleteValues): unknown {
  if (Array.isArray(value)) return plan.items === undefined ? value : fillList(plan.items, value, complete);
  const filled = plan.fields.length === 0 ? value : fillFields(plan.fields, value as Record<string, unknown>, complete);
  return plan.values === undefined ? filled : fillValues(plan.values, filled as Record<string, unknown>, complete);
}

/** Null in a list or a map is replaced by the default of its node, as in a field. */
function fillElement(node: SchemaNode, value: unknown, complete: CompleteValues): unknown {
  const present = value === null && hasDefault(node) && node.nullable !== true ? node.default : value;
  return fill(planOf(node), present, complete);
}

function fillList(node: SchemaNode, list: readonly unknown[], complete: CompleteValues): readonly unknown[] {
  let next: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const filled = fillElement(node, list[index], complete);
    if (filled === list[index]) continue;
    next ??= [...list];
    next[index] = filled;
  }
  return next ?? list;
}

function fillFields(
  fields: readonly FieldPlan[],
  object: Record<string, unknown>,
  complete: CompleteValues,
): Record<string, unknown> {
  let next: Record<string, unknown> | undefined;
  for (const field of fields) {
    const present = Object.hasOwn(object, field.name) ? object[field.name] : undefined;
    const before = field.hasDefault && isAbsent(present, field) ? field.node.default : present;
    const after = field.deep && before !== undefined ? fill(planOf(field.node), before, complete) : before;
    if (after === present) continue;
    next ??= { ...object };
    put(next, field.name, after);
  }
  return next ?? object;
}

function fillValues(node: SchemaNode, map: Record<string, unknown>, complete: CompleteValues): Record<string, unknown> {
  let next: Record<string, unknown> | undefined;
  for (const key of Object.keys(map)) {
    const after = fillElement(node, map[key], complete);
    if (after === map[key]) continue;
    next ??= { ...map };
    put(next, key, after);
  }
  return next ?? map;
}
