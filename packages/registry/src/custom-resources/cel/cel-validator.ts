import type { SchemaNode, ValidationRule } from "@engenho/kinds";
import type { Causes } from "../../validation/causes.js";
import { canonicalJson } from "../schema-validator.js";
import { type CompiledRule, compileRule, type RuleInput } from "./cel-rule.js";
import { toCelValue } from "./cel-values.js";

type Fields = Readonly<Record<string, unknown>>;

/** A value, the one it replaces (undefined: none, or none that is known to be the same), and where they stand. */
export interface CelSubject {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
}

/** Checks the rules at a node and below it. */
export type CelValidator = (subject: CelSubject, causes: Causes) => void;

/**
 * Compiles the rules of a schema; `undefined` when it has none. A rule about an earlier value is checked only where there
 * is one that is known to be the same field: not within lists, unless they are maps by their keys. Rules that failed for
 * the stored value already, and whose value has not changed, are let pass (CRDValidationRatcheting).
 */
export function compileCelRules(node: SchemaNode, isRoot: boolean): CelValidator | undefined {
  const rules = (node["x-kubernetes-validations"] ?? []).map(compileOrReport);
  const properties = new Map<string, CelValidator>();
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const validator = compileCelRules(child, false);
    if (validator !== undefined) properties.set(name, validator);
  }
  const additional =
    typeof node.additionalProperties === "object" ? compileCelRules(node.additionalProperties, false) : undefined;
  const items = node.items === undefined ? undefined : compileCelRules(node.items, false);
  if (rules.length === 0 && properties.size === 0 && additional === undefined && items === undefined) return undefined;
  return (subject, causes) => {
    if (subject.value === null || subject.value === undefined) return;
    if (rules.length > 0) checkRules({ node, rules, isRoot }, subject, causes);
    if (Array.isArray(subject.value)) checkItems(node, items, subject, causes);
    else if (typeof subject.value === "object") checkFields({ node, properties, additional }, subject, causes);
  };
}

/** A definition that is stored already is served whatever its rules are: one that cannot be compiled always fails. */
function compileOrReport(rule: ValidationRule): CompiledRule {
  try {
    return compileRule(rule);
  } catch (error) {
    const message = `rule compile error: ${error instanceof Error ? error.message : String(error)}`;
    return { rule, usesOldSelf: false, evaluate: () => ({ type: "error", message }), message: () => message };
  }
}

interface NodeRules {
  readonly node: SchemaNode;
  readonly rules: readonly CompiledRule[];
  readonly isRoot: boolean;
}

function checkRules({ node, rules, isRoot }: NodeRules, { value, old, path }: CelSubject, causes: Causes): void {
  const input: RuleInput = {
    self: toCelValue(value, node, isRoot),
    ...(old === undefined || old === null ? {} : { oldSelf: toCelValue(old, node, isRoot) }),
  };
  const hasOld = input.oldSelf !== undefined;
  const type = node["x-kubernetes-int-or-string"] === true ? "" : (node.type ?? "");
  const field = path === "" ? "<nil>" : path;
  for (const rule of rules) {
    if (rule.usesOldSelf && !hasOld && rule.rule.optionalOldSelf !== true) continue;
    const outcome = rule.evaluate(input);
    if (outcome.type === "holds") continue;
    if (outcome.type === "error") {
      causes.invalid(field, type, outcome.message);
      continue;
    }
    if (!rule.usesOldSelf && hasOld && canonicalJson(old) === canonicalJson(value)) continue;
    const at =
      rule.rule.fieldPath === undefined || rule.rule.fieldPath === ""
        ? field
        : `${path}${rule.rule.fieldPath}`.replace(/^\./, "");
    report(rule, { field: at, type, message: rule.message(input) }, causes);
  }
}

function report(
  { rule }: CompiledRule,
  { field, type, message }: { readonly field: string; readonly type: string; readonly message: string },
  causes: Causes,
): void {
  switch (rule.reason) {
    case "FieldValueForbidden":
      causes.forbidden(field, message);
      return;
    case "FieldValueRequired":
      causes.required(field, message);
      return;
    case "FieldValueDuplicate":
      causes.duplicate(field, type);
      return;
    default:
      causes.invalid(field, type, message);
  }
}

function checkItems(
  node: SchemaNode,
  items: CelValidator | undefined,
  { value, old, path }: CelSubject,
  causes: Causes,
): void {
  if (items === undefined) return;
  const keys = node["x-kubernetes-list-type"] === "map" ? (node["x-kubernetes-list-map-keys"] ?? []) : undefined;
  const identity = (item: unknown) => canonicalJson(keys?.map((key) => (item as Fields | null)?.[key] ?? null));
  const before = new Map(keys === undefined || !Array.isArray(old) ? [] : old.map((item) => [identity(item), item]));
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    items(
      { value: item, old: keys === undefined ? undefined : before.get(identity(item)), path: `${path}[${index}]` },
      causes,
    );
  }
}

interface FieldRules {
  readonly node: SchemaNode;
  readonly properties: ReadonlyMap<string, CelValidator>;
  readonly additional: CelValidator | undefined;
}

function checkFields(
  { node, properties, additional }: FieldRules,
  { value, old, path }: CelSubject,
  causes: Causes,
): void {
  const correlates = node["x-kubernetes-map-type"] !== "atomic" && typeof old === "object" && old !== null;
  for (const [key, inner] of Object.entries(value as Fields)) {
    const before = correlates && Object.hasOwn(old as Fields, key) ? (old as Fields)[key] : undefined;
    const property = properties.get(key);
    if (property !== undefined)
      property({ value: inner, old: before, path: path === "" ? key : `${path}.${key}` }, causes);
    else if (additional !== undefined) additional({ value: inner, old: before, path: `${path}[${key}]` }, causes);
  }
}
