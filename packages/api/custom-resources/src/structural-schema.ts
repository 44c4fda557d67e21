import { errorMessage, strictlyEqual } from "@engenho/core";
import { compilePattern } from "@engenho/expressions";
import type { Causes, LongWork, Pieces, SchemaNode } from "@engenho/machinery";

/** The position of a node in a schema. */
type Level = "root" | "item" | "field";

/** What the structural checks share. */
export interface StructureContext {
  readonly causes: Causes;
  readonly pieces: Pieces;
  readonly level: Level;
}

const integerOrString = [{ type: "integer" }, { type: "string" }];
const typeRequired: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};
type NestedField = keyof SchemaNode;
const mustBeEmpty: readonly NestedField[] = [
  "type",
  "title",
  "description",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-validations",
];
const mustBeFalse: readonly NestedField[] = [
  "nullable",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
];
const mustBeUndefined: readonly NestedField[] = ["default", "x-kubernetes-list-type", "x-kubernetes-map-type"];

/**
 * Validates that a schema is structural: it specifies the type of every node, and junctors only contain value validations
 * (upstream: schema/validation.go).
 */
export function* checkStructure(node: SchemaNode, path: string, context: StructureContext): LongWork<void> {
  const { causes, pieces, level } = context;
  if (pieces.isDue) yield;
  const integerOrText = node["x-kubernetes-int-or-string"] === true;
  const preserves = node["x-kubernetes-preserve-unknown-fields"] === true;
  const embedded = node["x-kubernetes-embedded-resource"] === true;
  const items = itemsOf(node);
  if (node.type === "array" && items === undefined) causes.required(`${path}.items`, "must be specified");
  if (items !== undefined) yield* checkStructure(items, `${path}.items`, { causes, pieces, level: "item" });
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    yield* checkStructure(child, `${path}.properties[${name}]`, { causes, pieces, level: "field" });
  }
  yield* checkAdditional(node, path, context);
  if (integerOrText && preserves) {
    const detail = "must be false if x-kubernetes-int-or-string is true";
    causes.invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, detail);
  }
  if (integerOrText && embedded) {
    const detail = "must be false if x-kubernetes-int-or-string is true";
    causes.invalid(`${path}.x-kubernetes-embedded-resource`, true, detail);
  }
  yield* checkValueRules(node, path, context);
  const type = node.type ?? "";
  if (embedded && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    if (type === "") causes.required(`${path}.type`, detail);
    else causes.invalid(`${path}.type`, type, detail);
  } else if (type === "" && !integerOrText && !preserves) causes.required(`${path}.type`, typeRequired[level]);
  if (level === "root" && type !== "" && type !== "object")
    causes.invalid(`${path}.type`, type, "must be object at the root");
  if (level === "root" || embedded) checkTypeMeta(node, path, context);
  if (embedded && !preserves && Object.keys(node.properties ?? {}).length === 0) {
    const detail =
      "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
    causes.required(`${path}.properties`, detail);
  }
}

function* checkAdditional(node: SchemaNode, path: string, { causes, pieces, level }: StructureContext): LongWork<void> {
  const { additionalProperties } = node;
  if (additionalProperties === undefined) return;
  if (level === "root") causes.forbidden(`${path}.additionalProperties`, "must not be used at the root");
  if (typeof additionalProperties === "object") {
    yield* checkStructure(additionalProperties, `${path}.additionalProperties`, { causes, pieces, level: "field" });
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
  if (level !== "root" || namesOnly(metadata)) return;
  const detail = "must not specify anything other than name and generateName, but metadata is implicitly specified";
  causes.forbidden(at, detail);
}

/** Whether the schema of the root's metadata only specifies its type, a default (which is validated elsewhere) and names. */
function namesOnly({ type: _type, default: _default, properties = {}, ...rest }: SchemaNode): boolean {
  const named = Object.keys(properties).every((name) => name === "name" || name === "generateName");
  return named && Object.values(rest).every((value) => value === undefined || value === false || value === "");
}

type Checking = Omit<StructureContext, "level">;

function* checkValueRules(node: SchemaNode, path: string, context: Checking): LongWork<void> {
  const { causes } = context;
  const isPair = (list: readonly SchemaNode[] | undefined) => strictlyEqual(list, integerOrString);
  // The form in which "an integer or a string" was written before the extension existed.
  if (!isPair(node.anyOf)) yield* checkAlternatives(node.anyOf, `${path}.anyOf`, context);
  for (const [index, one] of (node.allOf ?? []).entries()) {
    const skipsPair = index === 0 && isPair(one.anyOf);
    yield* checkNested(skipsPair ? withoutAnyOf(one) : one, `${path}.allOf[${index}]`, context);
  }
  yield* checkAlternatives(node.oneOf, `${path}.oneOf`, context);
  if (node.not !== undefined) yield* checkNested(node.not, `${path}.not`, context);
  const { pattern } = node;
  if (pattern === undefined || pattern === "") return;
  // Compiling a pattern may take a millisecond.
  yield;
  const fault = patternFault(pattern);
  if (fault !== undefined) {
    causes.invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${fault}`);
  }
}

function withoutAnyOf({ anyOf: _pair, ...rest }: SchemaNode): SchemaNode {
  return rest;
}

function* checkAlternatives(list: readonly SchemaNode[] | undefined, path: string, context: Checking): LongWork<void> {
  for (const [index, one] of (list ?? []).entries()) yield* checkNested(one, `${path}[${index}]`, context);
}

function* checkNested(node: SchemaNode, path: string, context: Checking): LongWork<void> {
  const { causes, pieces } = context;
  if (pieces.isDue) yield;
  yield* checkValueRules(node, path, context);
  const items = itemsOf(node);
  if (items !== undefined) yield* checkNested(items, `${path}.items`, context);
  for (const [name, child] of Object.entries(node.properties ?? {}))
    yield* checkNested(child, `${path}.properties[${name}]`, context);
  const { additionalProperties } = node;
  if (additionalProperties !== undefined && additionalProperties !== false) {
    causes.forbidden(`${path}.additionalProperties`, "must be undefined to be structural");
  }
  for (const field of mustBeEmpty) {
    const value = node[field] as string | readonly unknown[] | undefined;
    if ((value?.length ?? 0) > 0) causes.forbidden(`${path}.${field}`, "must be empty to be structural");
  }
  for (const field of mustBeFalse) {
    if (node[field] === true) causes.forbidden(`${path}.${field}`, "must be false to be structural");
  }
  for (const field of mustBeUndefined) {
    if (node[field] !== undefined && node[field] !== null) {
      causes.forbidden(`${path}.${field}`, "must be undefined to be structural");
    }
  }
  if (Object.hasOwn(node.properties ?? {}, "metadata")) {
    causes.forbidden(`${path}.properties[metadata]`, "must not be specified in a nested context");
  }
}

/** The schema of all items; undefined for a list of schemas, which is empty at this point. */
function itemsOf({ items }: SchemaNode): SchemaNode | undefined {
  return Array.isArray(items) ? undefined : items;
}

function patternFault(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}
