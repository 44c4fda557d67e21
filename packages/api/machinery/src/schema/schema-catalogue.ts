import { type GoFacts, noGoFacts } from "./go-facts.js";
import type { SchemaNode } from "./schema-node.js";

/**
 * Definitions and nodes with a `$ref` carry their catalogue under this symbol, not enumerable. It is a registered one, because a
 * store bundles a copy of this module (decision 004), and resolves nodes of kinds that were defined with another copy.
 */
const home: unique symbol = Symbol.for("@engenho/machinery/catalogue") as never;

type LinkedNode = SchemaNode & { readonly [home]?: SchemaCatalogue };

const resolved = new WeakMap<SchemaNode, SchemaNode>();

/**
 * Schema definitions by name, such as `io.k8s.api.core.v1.PodSpec`. Their `$ref`s name each other, or definitions of the
 * catalogue `below`. Parsed definitions are frozen and linked individually, when each is first used.
 */
export class SchemaCatalogue {
  /** Properties of the Go structs of the definitions. */
  readonly goFacts: GoFacts;
  readonly #source: () => Readonly<Record<string, SchemaNode>>;
  readonly #below: SchemaCatalogue | undefined;
  readonly #definitions = new Map<string, SchemaNode>();
  #parsed: Readonly<Record<string, SchemaNode>> | undefined;

  /**
   * `source` is called once, at the first lookup that `below` cannot answer. Its result belongs to the catalogue from then on.
   */
  constructor(
    source: () => Readonly<Record<string, SchemaNode>>,
    options: { readonly below?: SchemaCatalogue; readonly goFacts?: GoFacts } = {},
  ) {
    this.goFacts = options.goFacts ?? noGoFacts;
    this.#source = source;
    this.#below = options.below;
  }

  /** The names of all definitions, including those of the catalogue below, sorted. */
  names(): readonly string[] {
    return [...(this.#below?.names() ?? []), ...Object.keys(this.#all())].sort();
  }

  /** The definition with that name, deeply frozen, the same object for every call; undefined if it does not exist. */
  definition(name: string): SchemaNode | undefined {
    const known = this.#definitions.get(name) ?? this.#below?.definition(name);
    if (known !== undefined) return known;
    const all = this.#all();
    if (!Object.hasOwn(all, name)) return undefined;
    const node = frozenNode(linked(all[name] as SchemaNode, this), this);
    this.#definitions.set(name, node);
    return node;
  }

  /** A node that refers to a definition of this catalogue. */
  reference(name: string): SchemaNode {
    return Object.freeze(linked({ $ref: name }, this));
  }

  #all(): Readonly<Record<string, SchemaNode>> {
    this.#parsed ??= this.#source();
    return this.#parsed;
  }
}

/**
 * Freezes parsed JSON deeply, and removes the prototype of `properties`, so that a field called `constructor` is absent.
 * References are linked to `catalogue`, if given.
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
  return Object.freeze(node.$ref === undefined ? node : linked(node, catalogue));
}

/** The node, which belongs to the catalogue from then on, unless it came from another one. */
function linked(node: SchemaNode, catalogue: SchemaCatalogue | undefined): SchemaNode {
  if (catalogue !== undefined && catalogueOf(node) === undefined) {
    Object.defineProperty(node, home, { value: catalogue });
  }
  return node;
}

function freezeValue(value: unknown): void {
  if (value === null || typeof value !== "object") return;
  for (const inner of Object.values(value)) freezeValue(inner);
  Object.freeze(value);
}

/**
 * Follows `$ref`. Siblings of the reference take precedence over the definition; sibling `properties` are merged with the
 * definition's field by field. A node without a reference is returned unchanged; a plain reference returns the definition
 * itself, so that equal types are identical objects. @throws Error if a `$ref` names no definition.
 */
export function resolve(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const known = resolved.get(node);
  if (known !== undefined) return known;
  const catalogue = catalogueOf(node);
  const target = catalogue?.definition(node.$ref);
  if (target === undefined) throw new Error(`unknown definition ${node.$ref}`);
  const { $ref: _reference, ...beside } = node;
  const base = resolve(target);
  const result = Object.keys(beside).length === 0 ? base : Object.freeze(laidOver(base, beside, catalogue));
  resolved.set(node, result);
  return result;
}

/** The definition that a node refers to, without the siblings of the reference; undefined for a node without a reference. */
export function referredDefinition(node: SchemaNode): SchemaNode | undefined {
  return node.$ref === undefined ? undefined : catalogueOf(node)?.definition(node.$ref);
}

/** The catalogue of a definition or a reference; undefined for schemas of custom resources. */
export function catalogueOf(node: SchemaNode): SchemaCatalogue | undefined {
  return (node as LinkedNode)[home];
}

function laidOver(base: SchemaNode, beside: SchemaNode, catalogue: SchemaCatalogue | undefined): SchemaNode {
  if (beside.properties === undefined || base.properties === undefined) return { ...base, ...beside };
  const properties: Record<string, SchemaNode> = Object.assign(Object.create(null), base.properties);
  for (const [name, child] of Object.entries(beside.properties)) {
    const merged = { ...properties[name], ...child };
    properties[name] = Object.freeze(merged.$ref === undefined ? merged : linked(merged, catalogue));
  }
  return { ...base, ...beside, properties: Object.freeze(properties) };
}
