import type { SchemaNode } from "../schema-node.js";
import { docComment } from "./doc-comment.js";

/** How a schema becomes TypeScript. */
export interface TypeTextOptions {
  /** The type that a `$ref` stands for. */
  readonly typeOfReference: (definitionName: string) => string;
  /** What stands before the fields of the type that is written. */
  readonly indent: string;
}

/** The TypeScript type of what a schema allows, read-only at every level. Objects are written out, with their descriptions. */
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

/** The fields of an object, one after the other, each with its description and a line break at its end. */
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
