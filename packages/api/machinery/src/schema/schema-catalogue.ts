import { type GoFacts, noGoFacts } from "./go-facts.js";
import type { SchemaNode } from "./schema-node.js";

/** Which catalogue a definition or a node with a `$ref` belongs to. */
const homes = new WeakMap<SchemaNode, SchemaCatalogue>();
const resolved = new WeakMap<SchemaNode, SchemaNode>();

/**
 * Schema definitions by name, such as `io.k8s.api.core.v1.PodSpec`, whose `$ref`s name each other or definitions of the
 * catalogue below. What JSON.parse gave is frozen and linked definition by definition, at the first use of each.
 */
export class SchemaCatalogue {
  /** What is known of the Go structs behind the definitions. */
  readonly goFacts: GoFacts;
  readonly #source: () => Readonly<Record<string, SchemaNode>>;
  readonly #below: SchemaCatalogue | undefined;
  readonly #definitions = new Map<string, SchemaNode>();
  #parsed: Readonly<Record<string, SchemaNode>> | undefined;

  /** `source` is called once, at the first look-up that `below` does not answer; what it returns becomes the catalogue's own. */
  constructor(
    source: () => Readonly<Record<string, SchemaNode>>,
    options: { readonly below?: SchemaCatalogue; readonly goFacts?: GoFacts } = {},
  ) {
    this.goFacts = options.goFacts ?? noGoFacts;
    this.#source = source;
    this.#below = options.below;
  }

  /** The names of all definitions, those of the catalogue below included, sorted. */
  names(): readonly string[] {
    return [...(this.#below?.names() ?? []), ...Object.keys(this.#all())].sort();
  }

  /** The definition of that name, deep-frozen and the same object at each call, or undefined when there is none. */
  definition(name: string): SchemaNode | undefined {
    const known = this.#definitions.get(name) ?? this.#below?.definition(name);
    if (known !== undefined) return known;
    const all = this.#all();
    if (!Object.hasOwn(all, name)) return undefined;
    const node = frozenNode(all[name] as SchemaNode, this);
    homes.set(node, this);
    this.#definitions.set(name, node);
    return node;
  }

  /** A node that refers to a definition of this catalogue. */
  reference(name: string): SchemaNode {
    return linked(Object.freeze({ $ref: name }), this);
  }

  #all(): Readonly<Record<string, SchemaNode>> {
    this.#parsed ??= this.#source();
    return this.#parsed;
  }
}

/**
 * Freezes what JSON.parse made, in depth, and takes the prototype from `properties`, so that a field called `constructor`
 * is absent. References are linked to `catalogue`, if given.
 */
export function frozenNode(node: SchemaNode, catalogue?: SchemaCatalogue): SchemaNode {
  for (const child of [node.items, node.additionalProperties]) {
    if (typeof child === "object") frozenNode(child, catalogue);
  }
  if (node.properties !== undefined) {
    Object.setPrototypeOf(node.properties, null);
    for (const child of Object.values(node.properties)) frozenNode(child, catalogue);
    Object.freeze(node.properties);
  }
  freezeValue(node.default);
  return linked(Object.freeze(node), catalogue);
}

function linked(node: SchemaNode, catalogue: SchemaCatalogue | undefined): SchemaNode {
  if (catalogue !== undefined && node.$ref !== undefined) homes.set(node, catalogue);
  return node;
}

function freezeValue(value: unknown): void {
  if (value === null || typeof value !== "object") return;
  for (const inner of Object.values(value)) freezeValue(inner);
  Object.freeze(value);
}

/**
 * Follows `$ref`. What stands beside the reference wins over the definition, and `properties` beside it are laid over
 * the definition's field by field. A node without a reference is returned as it is; one with a reference alone gives
 * the definition itself, so that equal types are identical objects.
 * @throws Error when a `$ref` names no definition.
 */
export function resolve(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const known = resolved.get(node);
  if (known !== undefined) return known;
  const catalogue = homes.get(node);
  const target = catalogue?.definition(node.$ref);
  if (target === undefined) throw new Error(`unknown definition ${node.$ref}`);
  const { $ref: _reference, ...beside } = node;
  const base = resolve(target);
  const result = Object.keys(beside).length === 0 ? base : Object.freeze(laidOver(base, beside, catalogue));
  resolved.set(node, result);
  return result;
}

/** The definition that a node refers to, without what stands beside the reference; undefined for a node that refers to none. */
export function referredDefinition(node: SchemaNode): SchemaNode | undefined {
  return node.$ref === undefined ? undefined : homes.get(node)?.definition(node.$ref);
}

/** The catalogue that a definition or a reference came from; undefined for the schema of a custom kind. */
export function catalogueOf(node: SchemaNode): SchemaCatalogue | undefined {
  return homes.get(node);
}

function laidOver(base: SchemaNode, beside: SchemaNode, catalogue: SchemaCatalogue | undefined): SchemaNode {
  if (beside.properties === undefined || base.properties === undefined) return { ...base, ...beside };
  const properties: Record<string, SchemaNode> = Object.assign(Object.create(null), base.properties);
  for (const [name, child] of Object.entries(beside.properties)) {
    properties[name] = linked(Object.freeze({ ...properties[name], ...child }), catalogue);
  }
  return { ...base, ...beside, properties: Object.freeze(properties) };
}
