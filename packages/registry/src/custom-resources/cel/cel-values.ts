import type { SchemaNode } from "@engenho/kinds";
import { bytesOfBase64 } from "../../text-encoding.js";

type Fields = Readonly<Record<string, unknown>>;

const reserved = new Set([
  "true",
  "false",
  "null",
  "in",
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** The name by which an expression reaches a field whose own name is no identifier or a word of the language. */
export function escapeField(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}

const rootNode: SchemaNode = { type: "object", "x-kubernetes-embedded-resource": true };

/**
 * A JSON value as expressions see it: integers are CEL's ints, fields bear their escaped names, and only what the schema
 * declares is there. At the root and in embedded objects that is also apiVersion, kind and the name in the metadata.
 */
export function toCelValue(value: unknown, node: SchemaNode | undefined, isRoot = false): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") {
    return node?.type === "number" || !Number.isInteger(value) ? value : BigInt(value);
  }
  if (typeof value === "string") return textValue(value, node);
  if (Array.isArray(value)) return value.map((item) => toCelValue(item, node?.items));
  return typeof value === "object"
    ? objectValue(value as Fields, isRoot ? { ...rootNode, ...node } : node, isRoot)
    : value;
}

function textValue(value: string, node: SchemaNode | undefined): unknown {
  if (node?.type !== "string") return value;
  switch (node.format) {
    case "date":
    case "date-time": {
      const date = new Date(value);
      return Number.isNaN(date.getTime()) ? value : date;
    }
    case "byte":
      return bytesOfBase64(value);
    default:
      return value;
  }
}

/** A Map: the library looks at the `constructor` of other objects, which may be a key of the data. */
function objectValue(value: Fields, node: SchemaNode | undefined, isRoot: boolean): ReadonlyMap<string, unknown> {
  const target = new Map<string, unknown>();
  const isMap = node?.properties === undefined;
  const values = typeof node?.additionalProperties === "object" ? node.additionalProperties : undefined;
  const isResource = isRoot || node?.["x-kubernetes-embedded-resource"] === true;
  for (const [key, inner] of Object.entries(value)) {
    const child =
      node?.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    if (isResource && (key === "apiVersion" || key === "kind")) target.set(key, inner);
    else if (isResource && key === "metadata") target.set(key, nameOnly(inner));
    else if (child !== undefined) target.set(escapeField(key), toCelValue(inner, child));
    // The keys of a map are data, not fields: they are not escaped.
    else if (isMap && !isResource) target.set(key, toCelValue(inner, values));
  }
  return target;
}

function nameOnly(metadata: unknown): ReadonlyMap<string, unknown> {
  const { name, generateName } = (metadata ?? {}) as Fields;
  const target = new Map<string, unknown>();
  if (name !== undefined) target.set("name", name);
  if (generateName !== undefined) target.set("generateName", generateName);
  return target;
}
