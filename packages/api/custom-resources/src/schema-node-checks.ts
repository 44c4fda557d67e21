import type { Causes, LongWork, Pieces, SchemaNode, ValidationRule } from "@engenho/machinery";
import { parseFieldPath, type RulesContext } from "./cel/index.js";
import { checkListAndMapTypes } from "./list-type-checks.js";

/** What the validation of a schema's nodes shares. */
export interface NodeContext {
  readonly pieces: Pieces;
  readonly causes: Causes;
  readonly isRoot: boolean;
  /** Within `metadata`, `kind` or `apiVersion` of an object. */
  readonly insideMetadata: boolean;
  /** Validates rules; absent for nodes with other errors, and below junctors. */
  readonly rules: RulesContext | undefined;
  /** Collects errors in rules, which upstream reports after all others. */
  readonly ruleCauses: Causes;
  /** The enclosing list whose items cannot be correlated in updates. */
  readonly uncorrelated: string | undefined;
  /** Why there must be no default; undefined if there may be one. */
  readonly noDefaults: string | undefined;
}

const types = ["array", "boolean", "integer", "number", "object", "string"];
/** JSON Schema fields that are not supported, and whether empty values count, in upstream's order. */
const unsupported: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ["id", (value) => value !== undefined && value !== ""],
  ["additionalItems", isThere],
  ["patternProperties", hasEntries],
  ["definitions", hasEntries],
  ["dependencies", isThere],
  ["$ref", isThere],
];
const metaFields = new Set(["metadata", "kind", "apiVersion"]);
const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/** Validates a node and its descendants (upstream: ValidateCustomResourceDefinitionOpenAPISchema). */
export function* checkSchemaNode(node: SchemaNode, path: string, context: NodeContext): LongWork<void> {
  const { causes, rules } = context;
  if (context.pieces.isDue) yield;
  const faultsBefore = causes.list.length;
  checkNode(node, path, context);
  yield* checkBelow(node, path, context);
  if (node["x-kubernetes-preserve-unknown-fields"] === false) {
    causes.invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined");
  }
  checkListAndMapTypes(node, path, causes);
  for (const [index, rule] of (node["x-kubernetes-validations"] ?? []).entries()) {
    checkRule(rule, node, { path: `${path}.x-kubernetes-validations[${index}]`, causes });
  }
  // An invalid schema does not always have a type, so errors in its rules would be misleading.
  if (causes.list.length > faultsBefore) return;
  if (rules !== undefined) {
    yield* rules.check({ path, uncorrelated: context.uncorrelated, causes: context.ruleCauses });
  }
}

function* checkBelow(node: SchemaNode, path: string, context: NodeContext): LongWork<void> {
  const { causes, rules } = context;
  const { items, additionalProperties } = node;
  const below = function* (child: SchemaNode | undefined, at: string, changes: Partial<NodeContext>): LongWork<void> {
    if (child !== undefined) yield* checkSchemaNode(child, at, { ...context, isRoot: false, ...changes });
  };
  if (additionalProperties !== undefined && additionalProperties !== true) {
    if (Object.keys(node.properties ?? {}).length > 0) {
      causes.forbidden(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive");
    }
  }
  if (typeof additionalProperties === "object") {
    const reason = "inside additionalProperties applying to object metadata";
    const noDefaults = context.insideMetadata ? reason : context.noDefaults;
    yield* below(additionalProperties, `${path}.additionalProperties`, {
      noDefaults,
      rules: rules?.ofElements(additionalProperties),
    });
  }
  const isResource = context.isRoot || node["x-kubernetes-embedded-resource"] === true;
  const uncorrelatedFields = context.uncorrelated ?? (isKnownMapType(node) ? undefined : path);
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const isMetadata = isResource && metaFields.has(name);
    yield* below(child, `${path}.properties[${name}]`, {
      uncorrelated: uncorrelatedFields,
      insideMetadata: context.insideMetadata || isMetadata,
      noDefaults: context.isRoot && isMetadata ? `in top-level ${name}` : context.noDefaults,
      rules: rules?.ofProperty(name, child),
    });
  }
  const nested = { rules: undefined };
  yield* below(node.not, `${path}.not`, nested);
  for (const field of ["allOf", "oneOf", "anyOf"] as const) {
    for (const [index, one] of (node[field] ?? []).entries()) yield* below(one, `${path}.${field}[${index}]`, nested);
  }
  const { definitions, dependencies } = node as UnsupportedFields;
  for (const [name, one] of Object.entries(definitions ?? {}))
    yield* below(one, `${path}.definitions[${name}]`, nested);
  if (items !== undefined) {
    // Items of other list types have no identity, so they cannot be correlated.
    const uncorrelated = context.uncorrelated ?? (node["x-kubernetes-list-type"] === "map" ? undefined : path);
    if (Array.isArray(items)) {
      for (const [index, item] of items.entries())
        yield* below(item, `${path}.items[${index}]`, { ...nested, uncorrelated });
    } else yield* below(items, `${path}.items`, { uncorrelated, rules: rules?.ofElements(items) });
  }
  for (const [name, one] of Object.entries(dependencies ?? {})) {
    if (one !== null && !Array.isArray(one)) yield* below(one as SchemaNode, `${path}.dependencies[${name}]`, nested);
  }
}

/** Whether fields of the object before and after an update can be recognized as the same (cel.MapIsCorrelatable). */
function isKnownMapType(node: SchemaNode): boolean {
  const type: string = node["x-kubernetes-map-type"] ?? "granular";
  return type === "granular" || type === "atomic";
}

/** Fields that definitions may contain, but structural schemas may not. */
interface UnsupportedFields {
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
  /** Null is neither, as in Go. */
  readonly dependencies?: Readonly<Record<string, SchemaNode | readonly string[] | null>>;
}

/** Upstream: specStandardValidatorV3. */
function checkNode(node: SchemaNode, path: string, { causes, insideMetadata, noDefaults }: NodeContext): void {
  const type: string = node.type ?? "";
  if (type !== "" && !types.includes(type)) causes.notSupported(`${path}.type`, type, types);
  if (node.default !== undefined && node.default !== null && noDefaults !== undefined) {
    causes.forbidden(`${path}.default`, `must not be set ${noDefaults}`);
  }
  for (const [field, isSet] of unsupported) {
    if (isSet((node as Readonly<Record<string, unknown>>)[field])) {
      causes.forbidden(`${path}.${field}`, `${field} is not supported`);
    }
  }
  if (type === "null") causes.forbidden(`${path}.type`, "type cannot be set to null, use nullable as an alternative");
  if (Array.isArray(node.items) && node.items.length > 0) {
    causes.forbidden(`${path}.items`, "items must be a schema object and not an array");
  }
  if (insideMetadata && node["x-kubernetes-embedded-resource"] === true) {
    causes.forbidden(`${path}.x-kubernetes-embedded-resource`, "must not be used inside of resource meta");
  }
  if (node.uniqueItems === true) {
    const detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    causes.forbidden(`${path}.uniqueItems`, detail);
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function hasEntries(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function checkRule(
  rule: ValidationRule,
  node: SchemaNode,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const { message = "", messageExpression = "", reason, fieldPath = "" } = rule;
  const text = (rule.rule ?? "").trim();
  if (text === "") causes.required(`${path}.rule`, "rule is not specified");
  else if (message !== "" && message.trim() === "") {
    causes.invalid(`${path}.message`, message, "must be non-empty if specified");
  } else if (/[\r\n]/.test(message.trim())) causes.invalid(`${path}.message`, message, "must not contain line breaks");
  else if (/[\r\n]/.test(text) && message.trim() === "") {
    causes.required(`${path}.message`, "message must be specified if rule contains line breaks");
  }
  if (messageExpression !== "" && messageExpression.trim() === "") {
    causes.required(`${path}.messageExpression`, "messageExpression must be non-empty if specified");
  }
  if (reason !== undefined && !reasons.includes(reason)) causes.notSupported(`${path}.reason`, reason, reasons);
  if (fieldPath === "") return;
  if (fieldPath.trim() === "") causes.invalid(`${path}.fieldPath`, fieldPath, "must be non-empty if specified");
  if (/[\r\n]/.test(fieldPath)) causes.invalid(`${path}.fieldPath`, fieldPath, "must not contain line breaks");
  if ("fault" in parseFieldPath(fieldPath, node)) {
    causes.invalid(`${path}.fieldPath`, fieldPath, "must be a valid path");
  }
}
