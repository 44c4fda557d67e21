import { type GoFacts, goStringType, isScalarByValue, isStructByValue, noGoFacts } from "../schema/go-facts.js";
import { catalogueOf, referredDefinition, resolve } from "../schema/schema-catalogue.js";
import type { SchemaNode } from "../schema/schema-node.js";

/** The Go type that upstream decodes a value to, derived once from a schema node. */
export type TypeNode = StructType | MapType | ListType | ScalarType | SchemaOrType | AnyType;

/** A field of a struct. */
export interface FieldType {
  readonly type: TypeNode;
  /** The zero value (`""`, 0, false, an empty list or map) is dropped, as Go's `omitempty` omits it. */
  readonly zeroIsAbsent: boolean;
  /** Upstream's field is not a pointer: its zero value means the same as absence, even if both can be represented. */
  readonly byValue: boolean;
}

/** An object with named fields. */
export interface StructType {
  readonly kind: "struct";
  /** The Go name without its package, such as `DeploymentSpec`; `""` if the schema has no name for it. */
  readonly name: string;
  readonly goType: string;
  field(name: string): FieldType | undefined;
}

/** An object whose keys are data. */
export interface MapType {
  readonly kind: "map";
  readonly goType: string;
  readonly values: TypeNode;
}

/** A list with items of one type. */
export interface ListType {
  readonly kind: "list";
  readonly goType: string;
  readonly items: TypeNode;
}

/** A value that the decoder does not look into. */
export interface ScalarType {
  readonly kind: "scalar";
  readonly goType: string;
  readonly scalar:
    | "string"
    | "bool"
    | "int32"
    | "int64"
    | "float64"
    | "bytes"
    | "time"
    | "microTime"
    | "intOrString"
    | "quantity";
}

/** A schema of a custom resource, or an alternative to it (JSONSchemaPropsOrArray, ...OrBool, ...OrStringArray). */
export interface SchemaOrType {
  readonly kind: "schemaOr";
  readonly goType: string;
  readonly other: "bool" | "schemas" | "strings";
  /** A reference to the schema that the value may be. */
  readonly schema: SchemaNode;
}

/** Any JSON value, unchanged (runtime.RawExtension, FieldsV1, the defaults in a CRD's schema). */
export interface AnyType {
  readonly kind: "any";
  readonly goType: string;
}

const any: AnyType = { kind: "any", goType: "interface {}" };
const strings: ListType = {
  kind: "list",
  goType: "[]string",
  items: { kind: "scalar", scalar: "string", goType: "string" },
};
/** The types of apiextensions/v1 whose values are a schema or something else, with that other type. */
const schemaOr: Readonly<Record<string, SchemaOrType["other"]>> = {
  JSONSchemaPropsOrArray: "schemas",
  JSONSchemaPropsOrBool: "bool",
  JSONSchemaPropsOrStringArray: "strings",
};
const quantity: ScalarType = { kind: "scalar", scalar: "quantity", goType: "resource.Quantity" };

// Keyed by schema nodes, which are never modified once in use.
const compiled = new WeakMap<SchemaNode, TypeNode>();

/** The type of a node. Equal definitions have the identical type; recursive definitions are resolved on demand. */
export function typeOf(node: SchemaNode): TypeNode {
  const known = compiled.get(node);
  if (known !== undefined) return known;
  const type = compile(node);
  compiled.set(node, type);
  return type;
}

/** How a value of such a type is decoded: as a schema, a list of the alternatives, or a scalar (`undefined`). */
export function alternativeOf(type: SchemaOrType, value: unknown): StructType | ListType | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const schema = typeOf(type.schema) as StructType;
  if (!Array.isArray(value)) return schema;
  if (type.other === "bool") return undefined;
  return type.other === "strings" ? strings : { kind: "list", items: schema, goType: `[]${schema.goType}` };
}

function compile(node: SchemaNode): TypeNode {
  if (node.$ref === undefined) return compileInline(node, "");
  const target = referredDefinition(node);
  if (target === undefined) return typeOf(resolve(node));
  const known = compiled.get(target);
  if (known !== undefined) return known;
  const type = compileInline(target, node.$ref);
  compiled.set(target, type);
  return type;
}

function compileInline(node: SchemaNode, definitionName: string): TypeNode {
  const [self] = node["x-kubernetes-group-version-kind"] ?? [];
  const parts = definitionName === "" && self !== undefined ? [self.version, self.kind] : definitionName.split(".");
  const name = parts.at(-1) ?? "";
  if (node["x-kubernetes-int-or-string"] === true || node.format === "int-or-string" || name === "IntOrString") {
    return { kind: "scalar", scalar: "intOrString", goType: "intstr.IntOrString" };
  }
  if (node.format === "quantity" || name === "Quantity") return quantity;
  const catalogue = catalogueOf(node);
  if (catalogue !== undefined && Object.hasOwn(schemaOr, name)) {
    const schema = catalogue.reference(definitionName.replace(/Or\w+$/, ""));
    return { kind: "schemaOr", goType: `v1.${name}`, other: schemaOr[name] as SchemaOrType["other"], schema };
  }
  switch (node.type) {
    case "string":
      return stringType(node.format, name);
    case "boolean":
      return { kind: "scalar", scalar: "bool", goType: "bool" };
    case "integer":
      return node.format === "int32"
        ? { kind: "scalar", scalar: "int32", goType: "int32" }
        : { kind: "scalar", scalar: "int64", goType: "int64" };
    case "number":
      return { kind: "scalar", scalar: "float64", goType: "float64" };
    case "array":
      return listType(node);
    case "object":
      return objectType(node, name, parts.slice(-2).join("."));
    default:
      return node.properties === undefined ? any : objectType(node, name, parts.slice(-2).join("."));
  }
}

function stringType(format: string | undefined, name: string): ScalarType {
  if (format === "byte") return { kind: "scalar", scalar: "bytes", goType: "[]uint8" };
  if (format !== "date-time") return { kind: "scalar", scalar: "string", goType: "string" };
  return name === "MicroTime"
    ? { kind: "scalar", scalar: "microTime", goType: "v1.MicroTime" }
    : { kind: "scalar", scalar: "time", goType: "v1.Time" };
}

function listType(node: SchemaNode): TypeNode {
  if (node.items === undefined) return any;
  const items = typeOf(node.items);
  return { kind: "list", items, goType: `[]${items.goType}` };
}

function objectType(node: SchemaNode, name: string, goType: string): TypeNode {
  if (node.properties !== undefined && Object.keys(node.properties).length > 0) {
    return structType(node, node.properties, name, name === "" ? "struct" : goType);
  }
  if (typeof node.additionalProperties !== "object") return any;
  const values = typeOf(node.additionalProperties);
  return { kind: "map", values, goType: values === quantity ? "v1.ResourceList" : `map[string]${values.goType}` };
}

function structType(
  owner: SchemaNode,
  properties: Readonly<Record<string, SchemaNode>>,
  name: string,
  goType: string,
): StructType {
  const fields = new Map<string, FieldType>();
  const facts = catalogueOf(owner)?.goFacts ?? noGoFacts;
  const zeroIsAbsent = new Set(owner["x-engenho-zero-is-absent"] ?? []);
  return {
    kind: "struct",
    name,
    goType,
    field(key) {
      const known = fields.get(key);
      if (known !== undefined) return known;
      if (!Object.hasOwn(properties, key)) return undefined;
      const node = properties[key] as SchemaNode;
      // An empty list of managed fields requests a reset, so it differs from absence.
      const resets = node.items?.$ref?.endsWith(".ManagedFieldsEntry") === true;
      const type = withGoName(typeOf(node), facts, { struct: name, field: key });
      const field = {
        type,
        zeroIsAbsent: zeroIsAbsent.has(key) && !resets,
        byValue:
          type.kind === "struct"
            ? isStructByValue(facts, name, key)
            : zeroIsAbsent.has(key) || isScalarByValue(facts, name, key, owner.required?.includes(key) === true),
      };
      fields.set(key, field);
      return field;
    },
  };
}

function withGoName(
  type: TypeNode,
  facts: GoFacts,
  { struct, field }: { readonly struct: string; readonly field: string },
): TypeNode {
  if (type.kind !== "scalar" || type.scalar !== "string") return type;
  const goType = goStringType(facts, struct, field);
  return goType === type.goType ? type : { ...type, goType };
}
