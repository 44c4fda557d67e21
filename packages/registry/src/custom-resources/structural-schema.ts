import { strictlyEqual } from "@engenho/core";
import type { SchemaNode } from "@engenho/kinds";
import type { Causes } from "../validation/causes.js";
import { compilePattern } from "./pattern.js";

/** Where in a schema a node stands. */
type Level = "root" | "item" | "field";

/** What the checks of a schema's structure share. */
export interface StructureContext {
  readonly causes: Causes;
  readonly level: Level;
}

const integerOrString = [{ type: "integer" }, { type: "string" }];
const typeRequired: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};
const nestedForbidden: readonly (readonly [keyof SchemaNode, string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
];

/**
 * Checks that a schema is structural: it tells the type of every node, and what stands under anyOf, oneOf, allOf and not
 * only narrows values (upstream: schema/validation.go).
 */
export function checkStructure(node: SchemaNode, path: string, { causes, level }: StructureContext): void {
  const integerOrText = node["x-kubernetes-int-or-string"] === true;
  const preserves = node["x-kubernetes-preserve-unknown-fields"] === true;
  const embedded = node["x-kubernetes-embedded-resource"] === true;
  if (node.type === "array" && node.items === undefined) causes.required(`${path}.items`, "must be specified");
  if (node.items !== undefined) checkStructure(node.items, `${path}.items`, { causes, level: "item" });
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    checkStructure(child, `${path}.properties[${name}]`, { causes, level: "field" });
  }
  checkAdditional(node, path, { causes, level });
  if (integerOrText && preserves) {
    const detail = "must be false if x-kubernetes-int-or-string is true";
    causes.invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, detail);
  }
  if (integerOrText && embedded) {
    const detail = "must be false if x-kubernetes-int-or-string is true";
    causes.invalid(`${path}.x-kubernetes-embedded-resource`, true, detail);
  }
  checkValueRules(node, path, causes);
  const type = node.type ?? "";
  if (embedded && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    if (type === "") causes.required(`${path}.type`, detail);
    else causes.invalid(`${path}.type`, type, detail);
  } else if (type === "" && !integerOrText && !preserves) causes.required(`${path}.type`, typeRequired[level]);
  if (level === "root" && type !== "" && type !== "object")
    causes.invalid(`${path}.type`, type, "must be object at the root");
  if (level === "root" || embedded) checkTypeMeta(node, path, { causes, level });
  if (embedded && !preserves && Object.keys(node.properties ?? {}).length === 0) {
    const detail =
      "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
    causes.required(`${path}.properties`, detail);
  }
}

function checkAdditional(node: SchemaNode, path: string, { causes, level }: StructureContext): void {
  const { additionalProperties } = node;
  if (additionalProperties === undefined) return;
  if (level === "root") causes.forbidden(`${path}.additionalProperties`, "must not be used at the root");
  if (typeof additionalProperties === "object") {
    checkStructure(additionalProperties, `${path}.additionalProperties`, { causes, level: "field" });
  }
  if (node["x-kubernetes-embedded-resource"] === true) {
    causes.forbidden(`${path}.additionalProperties`, "must not be used if x-kubernetes-embedded-resource is set");
  }
}

function checkTypeMeta(node: SchemaNode, path: string, { causes, level }: StructureContext): void {
  const { kind, apiVersion, metadata } = node.properties ?? {};
  if (kind !== undefined && kind.type !== "string") {
    causes.invalid(`${path}.properties[kind].type`, kind.type ?? "", "must be string");
  }
  if (apiVersion !== undefined && apiVersion.type !== "string") {
    causes.invalid(`${path}.properties[apiVersion].type`, apiVersion.type ?? "", "must be string");
  }
  if (metadata === undefined) return;
  const at = `${path}.properties[metadata]`;
  if (metadata.type !== "object") causes.invalid(`${at}.type`, metadata.type ?? "", "must be object");
  if (level !== "root") return;
  const { type: _type, properties = {}, default: _default, description: _text, ...rest } = metadata;
  const unnamed = Object.keys(properties).filter((name) => name !== "name" && name !== "generateName");
  if (unnamed.length > 0 || !strictlyEqual(rest, {})) {
    const detail = "must not specify anything other than name and generateName, but metadata is implicitly specified";
    causes.forbidden(at, detail);
  }
}

function checkValueRules(node: SchemaNode, path: string, causes: Causes): void {
  const isPair = (list: readonly SchemaNode[] | undefined) => strictlyEqual(list, integerOrString);
  // The way in which "an integer or a string" was written before there was an extension for it.
  if (!isPair(node.anyOf)) checkAlternatives(node.anyOf, `${path}.anyOf`, causes);
  for (const [index, one] of (node.allOf ?? []).entries()) {
    const skipsPair = index === 0 && isPair(one.anyOf);
    checkNested(skipsPair ? withoutAnyOf(one) : one, `${path}.allOf[${index}]`, causes);
  }
  checkAlternatives(node.oneOf, `${path}.oneOf`, causes);
  if (node.not !== undefined) checkNested(node.not, `${path}.not`, causes);
  const { pattern } = node;
  if (pattern === undefined || pattern === "") return;
  const fault = patternFault(pattern);
  if (fault !== undefined) {
    causes.invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${fault}`);
  }
}

function withoutAnyOf({ anyOf: _pair, ...rest }: SchemaNode): SchemaNode {
  return rest;
}

function checkAlternatives(list: readonly SchemaNode[] | undefined, path: string, causes: Causes): void {
  for (const [index, one] of (list ?? []).entries()) checkNested(one, `${path}[${index}]`, causes);
}

function checkNested(node: SchemaNode, path: string, causes: Causes): void {
  checkValueRules(node, path, causes);
  if (node.items !== undefined) checkNested(node.items, `${path}.items`, causes);
  for (const [name, child] of Object.entries(node.properties ?? {}))
    checkNested(child, `${path}.properties[${name}]`, causes);
  for (const [field, detail] of nestedForbidden) {
    const value = node[field];
    const isSet =
      value !== undefined && value !== false && value !== "" && !(Array.isArray(value) && value.length === 0);
    if (isSet) causes.forbidden(`${path}.${field}`, detail);
  }
  if (node.properties?.metadata !== undefined) {
    causes.forbidden(`${path}.properties[metadata]`, "must not be specified in a nested context");
  }
}

function patternFault(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
