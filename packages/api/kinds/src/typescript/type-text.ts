import type { SchemaNode } from "@engenho/machinery";
import { docComment } from "./doc-comment.js";

/** How a schema is converted to TypeScript. */
export interface TypeTextOptions {
  /** The type for a `$ref`. */
  readonly typeOfReference: (definitionName: string) => string;
  /** The indentation of the type's fields. */
  readonly indent: string;
}

/** The TypeScript type of a schema's values, read-only at every level. Objects are written inline, with their descriptions. */
export function typeText(node: SchemaNode, options: TypeTextOptions): string {
  const type = notNull(node, options);
  return node.nullable === true && type !== "unknown" ? `${type} | null` : type;
}

function notNull(node: SchemaNode, options: TypeTextOptions): string {
  if (node.$ref !== undefined) return options.typeOfReference(node.$ref);
  if (node["x-kubernetes-int-or-string"] === true) return "IntOrString";
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(" | ");
  switch (node.type) {
    case "string":
    case "boolean":
      return node.type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return listOf(node.items === undefined ? "unknown" : typeText(node.items, options));
    case "object":
      return objectText(node, options);
    default:
      return node.properties === undefined ? "unknown" : objectText(node, options);
  }
}

function listOf(item: string): string {
  const isUnion = item.includes(" | ") && !item.endsWith("}");
  return isUnion || item.startsWith("readonly ") ? `readonly (${item})[]` : `readonly ${item}[]`;
}

function objectText(node: SchemaNode, options: TypeTextOptions): string {
  if (node["x-kubernetes-embedded-resource"] === true && node.properties === undefined) return "KubernetesObject";
  if (node.properties === undefined) {
    const { additionalProperties } = node;
    const value = typeof additionalProperties === "object" ? typeText(additionalProperties, options) : "unknown";
    return `Readonly<Record<string, ${value}>>`;
  }
  return `{\n${fieldsText(node, options)}${options.indent}}`;
}

/** The fields of an object, each with its description and followed by a newline. */
export function fieldsText(node: SchemaNode, options: TypeTextOptions): string {
  const indent = `${options.indent}  `;
  const fields = Object.entries(node.properties ?? {}).map(([name, child]) => {
    const optional = node.required?.includes(name) === true ? "" : "?";
    const type = typeText(child, { ...options, indent });
    return `${docComment(child.description, indent)}${indent}readonly ${propertyName(name)}${optional}: ${type};\n`;
  });
  const isOpen = node["x-kubernetes-preserve-unknown-fields"] === true;
  return fields.join("") + (isOpen ? `${indent}readonly [field: string]: unknown;\n` : "");
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
