import { objectMetaReference } from "../../schema/meta-schemas.js";
import { resolve } from "../../schema/schema-catalogue.js";
import type { SchemaNode } from "../../schema/schema-node.js";

/**
 * How values of a type are merged (structured-merge-diff's schema.Atom). A type that allows several kinds of values has several
 * members.
 */
export interface Atom {
  readonly scalar?: ScalarAtom;
  readonly list?: ListAtom;
  readonly map?: MapAtom;
}

/** A value that is owned as a whole; `untyped` allows any scalar. */
export type ScalarAtom = "string" | "numeric" | "boolean" | "untyped";

/** A list. */
export interface ListAtom {
  /** Owned as a whole; otherwise its items are identified by `keys`, or by their values if there are none. */
  readonly atomic: boolean;
  readonly keys: readonly string[];
  readonly items: Atom;
  /** The value of an absent key field; `undefined` if it has no default. */
  keyDefault(name: string): unknown;
}

/** An object or a map. */
export interface MapAtom {
  /** Owned as a whole. */
  readonly atomic: boolean;
  /** Whether this is a declared field, not just the key of a map. */
  declares(name: string): boolean;
  /** The type of a field or of a map's value; `undefined` if the schema does not allow it. */
  field(name: string): Atom | undefined;
}

/** Anything, owned as a whole (runtime.RawExtension). */
const atomicAtom: Atom = {
  scalar: "untyped",
  list: {
    atomic: true,
    keys: [],
    get items() {
      return atomicAtom;
    },
    keyDefault: () => undefined,
  },
  map: { atomic: true, declares: () => false, field: () => atomicAtom },
};

/** Any value, merged by its actual type: maps by field, everything else as a whole. */
export const deducedAtom: Atom = {
  scalar: "untyped",
  list: { atomic: true, keys: [], items: atomicAtom, keyDefault: () => undefined },
  map: { atomic: false, declares: () => false, field: () => deducedAtom },
};

// Keyed by schema nodes, which are never modified once in use.
const strict = new WeakMap<SchemaNode, Atom>();
const preserving = new WeakMap<SchemaNode, Atom>();

/** The merge type of a node. With `preserves`, undeclared fields are allowed, here and below. */
function atomOf(node: SchemaNode, preserves = false): Atom {
  const cache = preserves ? preserving : strict;
  const known = cache.get(node);
  if (known !== undefined) return known;
  const atom = compile(node, preserves);
  cache.set(node, atom);
  return atom;
}

function compile(reference: SchemaNode, inherited: boolean): Atom {
  const node = resolve(reference);
  const name = reference.$ref?.split(".").at(-1);
  if (name === "RawExtension") return atomicAtom;
  if (name === "Quantity" || node["x-kubernetes-int-or-string"] === true) return { scalar: "untyped" };
  const preserves = inherited || node["x-kubernetes-preserve-unknown-fields"] === true;
  switch (node.type) {
    case "object":
      return { map: mapAtom(node, preserves) };
    case "array":
      return { list: listAtom(node, preserves) };
    case "string":
      return { scalar: node.format === undefined || node.format === "byte" ? "string" : "untyped" };
    case "integer":
    case "number":
      return { scalar: "numeric" };
    case "boolean":
      return { scalar: "boolean" };
    default:
      return { scalar: "untyped", list: listAtom(node, preserves), map: mapAtom(node, preserves) };
  }
}

function mapAtom(node: SchemaNode, preserves: boolean): MapAtom {
  const properties = node["x-kubernetes-embedded-resource"] === true ? resourceFields(node) : (node.properties ?? {});
  const fields = new Map<string, Atom>();
  const { additionalProperties } = node;
  const values = (): Atom | undefined => {
    if (typeof additionalProperties === "object") return atomOf(additionalProperties, preserves);
    if (additionalProperties === true) return deducedAtom;
    const isFree = additionalProperties === undefined && (preserves || Object.keys(properties).length === 0);
    return isFree ? deducedAtom : undefined;
  };
  return {
    atomic: node["x-kubernetes-map-type"] === "atomic",
    declares: (name) => Object.hasOwn(properties, name),
    field(name) {
      if (!Object.hasOwn(properties, name)) return values();
      let atom = fields.get(name);
      if (atom === undefined) {
        atom = atomOf(properties[name] as SchemaNode, preserves);
        fields.set(name, atom);
      }
      return atom;
    },
  };
}

function listAtom(node: SchemaNode, preserves: boolean): ListAtom {
  const { items } = node;
  let itemAtom: Atom | undefined;
  return {
    ...relationship(node),
    get items() {
      itemAtom ??= items === undefined ? atomicAtom : atomOf(items, preserves);
      return itemAtom;
    },
    keyDefault: (name) => (items === undefined ? undefined : keyDefault(items, name)),
  };
}

function relationship(node: SchemaNode): Pick<ListAtom, "atomic" | "keys"> {
  const keys = node["x-kubernetes-list-map-keys"] ?? [];
  const type = node["x-kubernetes-list-type"];
  if (type === "set") return { atomic: false, keys: [] };
  if (type === "map") return { atomic: keys.length === 0, keys };
  if (type === "atomic") return { atomic: true, keys: [] };
  const mergeKey = node["x-kubernetes-patch-merge-key"];
  const merges = node["x-kubernetes-patch-strategy"]?.split(",").includes("merge") === true;
  return { atomic: !merges, keys: mergeKey === undefined ? [] : [mergeKey] };
}

/**
 * Upstream's schema has a default for each field that Go always writes: the zero value if there is no other. Custom resources
 * have the defaults that they declare.
 */
function keyDefault(items: SchemaNode, name: string): unknown {
  const node = resolve(items);
  if (node.properties === undefined || !Object.hasOwn(node.properties, name)) return undefined;
  const field = resolve(node.properties[name] as SchemaNode);
  if (field.default !== undefined && field.default !== null) return field.default;
  const isBuiltIn = items.$ref !== undefined;
  if (!isBuiltIn || node.required?.includes(name) !== true) return undefined;
  return field.type === "integer" || field.type === "number" ? 0 : field.type === "boolean" ? false : "";
}

const text: SchemaNode = Object.freeze({ type: "string" });
const roots = new WeakMap<SchemaNode, Atom>();

/** The fields of a node that is a complete object: custom resources need not declare the common fields. */
function resourceFields(node: SchemaNode): Readonly<Record<string, SchemaNode>> {
  return { ...node.properties, apiVersion: text, kind: text, metadata: objectMetaReference };
}

/** The merge type of a kind, given the root of its schema. */
export function rootAtomOf(schema: SchemaNode): Atom {
  const known = roots.get(schema);
  if (known !== undefined) return known;
  const node = resolve(schema);
  const declared = node.properties?.metadata;
  const isComplete = declared?.$ref !== undefined || declared?.properties !== undefined;
  const atom = isComplete
    ? atomOf(schema)
    : atomOf({ ...node, type: "object", "x-kubernetes-embedded-resource": true });
  roots.set(schema, atom);
  return atom;
}
