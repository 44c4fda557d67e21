import { schemasJson } from "./generated/schemas.js";
import type { SchemaNode } from "./schema-node.js";

let parsed: Readonly<Record<string, SchemaNode>> | undefined;
const definitions = new Map<string, SchemaNode>();
const resolved = new WeakMap<SchemaNode, SchemaNode>();

function source(): Readonly<Record<string, SchemaNode>> {
  parsed ??= JSON.parse(schemasJson) as Record<string, SchemaNode>;
  return parsed;
}

/** Freezes parsed JSON, and removes the prototype of `properties`. */
export function frozenNode(node: SchemaNode): SchemaNode {
  for (const child of [node.items, node.additionalProperties]) {
    if (typeof child === "object") frozenNode(child);
  }
  if (node.properties !== undefined) {
    Object.setPrototypeOf(node.properties, null);
    for (const child of Object.values(node.properties)) frozenNode(child);
    Object.freeze(node.properties);
  }
  freezeValue(node.default);
  return Object.freeze(node);
}

function freezeValue(value: unknown): void {
  if (value === null || typeof value !== "object") return;
  for (const inner of Object.values(value)) freezeValue(inner);
  Object.freeze(value);
}

/** The names of all definitions, such as `io.k8s.api.core.v1.PodSpec`, sorted. */
export function definitionNames(): readonly string[] {
  return Object.keys(source());
}

/**
 * The definition with this name, deeply frozen and the same object at each call; undefined if the catalogue has none. The
 * catalogue is parsed by the first call (a few milliseconds), each definition is prepared on its first use.
 */
export function definition(name: string): SchemaNode | undefined {
  const known = definitions.get(name);
  if (known !== undefined) return known;
  if (!Object.hasOwn(source(), name)) return undefined;
  const node = frozenNode(source()[name] as SchemaNode);
  definitions.set(name, node);
  return node;
}

/**
 * Resolves `$ref`. Siblings of the reference take precedence over the definition, and `properties` next to it are merged field
 * by field. A node without a reference is returned unchanged; one that is only a reference returns the definition itself, so
 * that equal types are identical objects.
 * @throws Error when a `$ref` names no definition.
 */
export function resolve(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const known = resolved.get(node);
  if (known !== undefined) return known;
  const target = definition(node.$ref);
  if (target === undefined) throw new Error(`unknown definition ${node.$ref}`);
  const { $ref: _reference, ...beside } = node;
  const base = resolve(target);
  const result = Object.keys(beside).length === 0 ? base : Object.freeze(laidOver(base, beside));
  resolved.set(node, result);
  return result;
}

function laidOver(base: SchemaNode, beside: SchemaNode): SchemaNode {
  if (beside.properties === undefined || base.properties === undefined) return { ...base, ...beside };
  const properties: Record<string, SchemaNode> = Object.assign(Object.create(null), base.properties);
  for (const [name, child] of Object.entries(beside.properties)) {
    properties[name] = Object.freeze({ ...properties[name], ...child });
  }
  return { ...base, ...beside, properties: Object.freeze(properties) };
}
