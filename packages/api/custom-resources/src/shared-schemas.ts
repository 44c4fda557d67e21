import { deepFreeze, LruMap } from "@engenho/core";
import { deepEqual, type LongWork, Pieces, type SchemaNode } from "@engenho/machinery";
import type { CustomResourceDefinition, DefinitionVersion } from "./definition.js";

/** How many nodes can be found: those of some fifty large definitions, and those that occur repeatedly. */
const foundNodes = 32_768;

/**
 * The location of a node: a list of a schema's nodes. One weak reference per list stands for all of its nodes, because each
 * weak reference is work in the garbage collector's pause.
 */
interface Place {
  readonly nodes: WeakRef<SchemaNode[]>;
  readonly index: number;
}

/** The locations of nodes, by a hash of their content including descendants. */
const places = new LruMap<number, Place>(foundNodes);
/** The lists of schemas, by their roots: a list lives as long as its schema. */
const lists = new WeakMap<SchemaNode, readonly SchemaNode[]>();

/**
 * The definition with parts of its schemas shared with equal parts in other definitions and versions. The versions of a kind
 * hardly differ, and many kinds embed the same types of Kubernetes: in memory they then exist once, and what is cached for one
 * of them applies to all.
 */
export function* withSharedSchemas(definition: CustomResourceDefinition): LongWork<CustomResourceDefinition> {
  const { spec } = definition;
  const versions: DefinitionVersion[] = [];
  let changed = false;
  for (const version of spec?.versions ?? []) {
    const root = version.schema?.openAPIV3Schema;
    const openAPIV3Schema = root === undefined ? undefined : yield* new Sharing().schema(root);
    if (openAPIV3Schema === undefined || openAPIV3Schema === root) versions.push(version);
    else {
      changed = true;
      versions.push({ ...version, schema: { ...version.schema, openAPIV3Schema } });
    }
  }
  return changed ? { ...definition, spec: deepFreeze({ ...spec, versions }) } : definition;
}

interface SharedNode {
  readonly node: SchemaNode;
  readonly hash: number;
}

interface SharedFields {
  readonly fields: Readonly<Record<string, SchemaNode>>;
  readonly hash: number;
}

/** Shares the parts of one schema with others. */
class Sharing {
  readonly #nodes: SchemaNode[] = [];
  readonly #reference = new WeakRef(this.#nodes);
  /** Nodes of other schemas, by their hash. */
  readonly #met = new Map<number, SchemaNode>();
  readonly #pieces = new Pieces();

  *schema(root: SchemaNode): LongWork<SchemaNode> {
    const { node } = yield* this.#share(root);
    // A known schema has a list.
    if (lists.has(node)) return node;
    for (const [hash, met] of this.#met) this.#keep(met, hash);
    lists.set(node, this.#nodes);
    return node;
  }

  /** From the leaves up, so that equal children are identical objects when their parents are compared. */
  *#share(node: SchemaNode): LongWork<SharedNode> {
    if (this.#pieces.isDue) yield;
    let hash = 0;
    let changes: { -readonly [Key in keyof SchemaNode]: SchemaNode[Key] } | undefined;
    for (const key of Object.keys(node) as (keyof SchemaNode)[]) {
      const value = node[key];
      hash = mix(hash, textHash(key));
      if (key === "properties" && value !== undefined) {
        const shared = yield* this.#shareFields(value as NonNullable<SchemaNode["properties"]>);
        hash = mix(hash, shared.hash);
        changes = { ...changes, properties: shared.fields };
      } else if ((key === "items" || key === "additionalProperties") && typeof value === "object") {
        const shared = yield* this.#share(value as SchemaNode);
        hash = mix(hash, shared.hash);
        if (shared.node !== value) changes = { ...changes, [key]: shared.node };
      } else hash = mix(hash, textHash(typeof value === "string" ? value : JSON.stringify(value)));
    }
    const own = changes === undefined ? node : { ...node, ...changes };
    return { node: this.#found(own, hash), hash };
  }

  *#shareFields(fields: Readonly<Record<string, SchemaNode>>): LongWork<SharedFields> {
    let hash = 0;
    // Without a prototype V8 stores fields in dictionary mode: in ordinary objects, names that occur once would each create
    // hidden classes, a third of all memory and most of the garbage collector's pause.
    const shared = Object.create(null) as Record<string, SchemaNode>;
    for (const name of Object.keys(fields)) {
      const next = yield* this.#share(fields[name] as SchemaNode);
      hash = mix(mix(hash, textHash(name)), next.hash);
      shared[name] = next.node;
    }
    return { fields: shared, hash };
  }

  #found(node: SchemaNode, hash: number): SchemaNode {
    const place = places.get(hash);
    const found = place?.nodes.deref()?.[place.index];
    if (found === undefined || !deepEqual(found, node)) return this.#keep(deepFreeze(node), hash);
    // Inner nodes remain findable when the schema in which they first occurred is released.
    if (holdsNodes(found)) this.#met.set(hash, found);
    return found;
  }

  #keep(node: SchemaNode, hash: number): SchemaNode {
    places.set(hash, { nodes: this.#reference, index: this.#nodes.length });
    this.#nodes.push(node);
    return node;
  }
}

function holdsNodes({ properties, items, additionalProperties }: SchemaNode): boolean {
  return properties !== undefined || items !== undefined || typeof additionalProperties === "object";
}

function mix(hash: number, next: number): number {
  return (Math.imul(hash ^ next, 0x01000193) + 0x9e3779b9) | 0;
}

function textHash(text: string | undefined): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < (text?.length ?? 0); index++) {
    hash = Math.imul(hash ^ (text as string).charCodeAt(index), 0x01000193);
  }
  return hash;
}
