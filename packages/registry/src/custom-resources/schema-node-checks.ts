import type { SchemaNode, ValidationRule } from "@engenho/kinds";
import type { Causes } from "../validation/causes.js";
import { compileRule } from "./cel/cel-rule.js";
import { checkListAndMapTypes } from "./list-type-checks.js";
import { nodeAt } from "./selectable-fields.js";

/** What the checks of a schema's nodes share. */
export interface NodeContext {
  readonly causes: Causes;
  readonly isRoot: boolean;
  /** Within `metadata`, `kind` or `apiVersion` of an object. */
  readonly insideMetadata: boolean;
  /** Whether the rules are compiled too: not in a schema that is wrong otherwise. */
  readonly compileRules: boolean;
}

const types = ["array", "boolean", "integer", "number", "object", "string"];
const unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"] as const;
const metaFields = new Set(["metadata", "kind", "apiVersion"]);
const reasons = ["FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired", "FieldValueDuplicate"].sort();

/** Checks one node and those below it (upstream: ValidateCustomResourceDefinitionOpenAPISchema). */
export function checkSchemaNode(node: SchemaNode, path: string, context: NodeContext): void {
  const { causes } = context;
  checkNode(node, path, context);
  const below = (child: SchemaNode | undefined, at: string, changes: Partial<NodeContext> = {}) => {
    if (child !== undefined) checkSchemaNode(child, at, { ...context, isRoot: false, ...changes });
  };
  if (typeof node.additionalProperties === "object" || node.additionalProperties === false) {
    if (Object.keys(node.properties ?? {}).length > 0) {
      causes.forbidden(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive");
    }
  }
  if (typeof node.additionalProperties === "object") below(node.additionalProperties, `${path}.additionalProperties`);
  const isResource = context.isRoot || node["x-kubernetes-embedded-resource"] === true;
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const inMetadata = context.insideMetadata || (isResource && metaFields.has(name));
    if (context.isRoot && metaFields.has(name) && child.default !== undefined) {
      causes.forbidden(`${path}.properties[${name}].default`, `must not be set in top-level ${name}`);
    }
    below(child, `${path}.properties[${name}]`, { insideMetadata: inMetadata });
  }
  const nested = { compileRules: false };
  below(node.not, `${path}.not`, nested);
  for (const field of ["allOf", "oneOf", "anyOf"] as const) {
    for (const [index, one] of (node[field] ?? []).entries()) below(one, `${path}.${field}[${index}]`, nested);
  }
  if (!Array.isArray(node.items)) below(node.items, `${path}.items`);
  checkListAndMapTypes(node, path, causes);
  checkRules(node, path, context);
}

function checkNode(node: SchemaNode, path: string, { causes, insideMetadata }: NodeContext): void {
  const type: string = node.type ?? "";
  if (type !== "" && !types.includes(type)) causes.notSupported(`${path}.type`, type, types);
  for (const field of unsupported) {
    if ((node as Readonly<Record<string, unknown>>)[field] !== undefined) {
      causes.forbidden(`${path}.${field}`, `${field} is not supported`);
    }
  }
  if (type === "null") causes.forbidden(`${path}.type`, "type cannot be set to null, use nullable as an alternative");
  if (Array.isArray(node.items)) causes.forbidden(`${path}.items`, "items must be a schema object and not an array");
  if (insideMetadata && node["x-kubernetes-embedded-resource"] === true) {
    causes.forbidden(`${path}.x-kubernetes-embedded-resource`, "must not be used inside of resource meta");
  }
  if (node.uniqueItems === true) {
    const detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    causes.forbidden(`${path}.uniqueItems`, detail);
  }
  if (node["x-kubernetes-preserve-unknown-fields"] === false) {
    causes.invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined");
  }
}

function checkRules(node: SchemaNode, path: string, { causes, compileRules }: NodeContext): void {
  const before = causes.list.length;
  const rules = node["x-kubernetes-validations"] ?? [];
  for (const [index, rule] of rules.entries())
    checkRule(rule, node, { path: `${path}.x-kubernetes-validations[${index}]`, causes });
  if (!compileRules || causes.list.length > before) return;
  for (const [index, rule] of rules.entries()) {
    const at = `${path}.x-kubernetes-validations[${index}]`;
    try {
      const { usesOldSelf } = compileRule(rule);
      if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
        causes.invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, "may not be set if oldSelf is not used in rule");
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      causes.invalid(`${at}.rule`, rule, `compilation failed: ERROR: ${reason}`);
    }
  }
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
  if (nodeAt(node, fieldPath) === undefined && !/[[\]]/.test(fieldPath)) {
    causes.invalid(`${path}.fieldPath`, fieldPath, "must be a valid path");
  }
}
