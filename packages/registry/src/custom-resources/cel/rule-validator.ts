import type { SchemaNode } from "@engenho/kinds";
import type { Causes } from "../../validation/causes.js";
import { type CompiledRule, compileRules } from "./compiled-rule.js";
import { CorrelatedValue } from "./correlated-value.js";
import { type DeclaredType, declareType, withTypeAndName } from "./declared-type.js";
import { type RuleTools, storedEnvironment } from "./environments.js";
import { escapeFieldName } from "./field-names.js";
import { keyedLookup } from "./keyed-lookup.js";
import { runtimeCostBudget } from "./limits.js";
import { evaluateRules, type RuleNode } from "./rule-evaluation.js";

type Fields = Readonly<Record<string, unknown>>;

/** A value to check, and the stored one that it replaces (undefined: none). */
export interface RuleSubject {
  readonly value: unknown;
  readonly old: unknown;
  /** Where the value stands; `""`: it is the object itself. */
  readonly path: string;
  /** Where failures go that are let pass because the value has not changed; absent: they count, as at creation. */
  readonly ratcheted?: Causes | undefined;
  /** What the rules may cost. Default: {@link runtimeCostBudget}. */
  readonly budget?: number;
}

/** Checks all rules of a schema. Answers what is left of the budget, below 0 when it was not enough. */
export type RuleValidator = (subject: RuleSubject, causes: Causes) => number;

/**
 * Compiles the rules of a schema (schema/cel/validation.go: Validator); undefined when it has none. `isResource`: the node
 * is that of a whole object. All rules of an object share one budget, whatever level they stand at.
 */
export function compileRuleValidator(
  node: SchemaNode,
  isResource: boolean,
  tools: RuleTools,
): RuleValidator | undefined {
  const validator = compileNode(node, { declared: declareType(node, isResource), isResource, tools });
  if (validator === undefined) return undefined;
  return ({ value, old, path, ratcheted, budget = runtimeCostBudget }, causes) => {
    const current = ratcheted === undefined ? undefined : new CorrelatedValue(value, old, node);
    const ratchet = { current, parent: undefined };
    return validator.check({ value, old, path, ratchet }, { causes, ratcheted: ratcheted ?? causes, budget });
  };
}

/** What has been found, and what the rules still may cost. */
interface Progress {
  readonly causes: Causes;
  readonly ratcheted: Causes;
  readonly budget: number;
}

/** Which values tell whether a failure is let pass: the value itself, or else the nearest around it that is correlated. */
interface Ratchet {
  readonly current: CorrelatedValue | undefined;
  readonly parent: CorrelatedValue | undefined;
}

interface Subject {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
  readonly ratchet: Ratchet;
}

interface NodeValidator {
  /** Answers what is left of the budget; below 0: nothing more is to be checked. */
  check(subject: Subject, progress: Progress): number;
}

/** How rules see a node. */
interface NodeView {
  /** Undefined: they cannot. */
  readonly declared: DeclaredType | undefined;
  readonly isResource: boolean;
  readonly tools: RuleTools;
}

function compileNode(node: SchemaNode, view: NodeView): NodeValidator | undefined {
  const { items, additionalProperties } = node;
  const { declared, tools } = view;
  const compileElement = (element: SchemaNode) =>
    compileNode(element, { declared: declared?.element, isResource: isEmbedded(element), tools });
  const children: Children = {
    items: items === undefined ? undefined : compileElement(items),
    values: typeof additionalProperties === "object" ? compileElement(additionalProperties) : undefined,
    properties: compileProperties(node, view),
  };
  const rules = rulesOf(node, view);
  const hasChildren = children.items !== undefined || children.values !== undefined || children.properties.size > 0;
  if (rules === undefined && !hasChildren) return undefined;
  return {
    check(subject, before) {
      const { value } = subject;
      if (value === null || value === undefined) return before.budget;
      const left = rules === undefined ? before.budget : checkOwnRules(rules, subject, before);
      if (left < 0 || typeof value !== "object") return left;
      const progress = { ...before, budget: left };
      return Array.isArray(value)
        ? checkItems(node, children, subject, progress)
        : checkFields(children, subject, progress);
    },
  };
}

function isEmbedded(node: SchemaNode): boolean {
  return node["x-kubernetes-embedded-resource"] === true;
}

interface Children {
  readonly items: NodeValidator | undefined;
  readonly values: NodeValidator | undefined;
  readonly properties: ReadonlyMap<string, NodeValidator>;
}

function compileProperties(
  { properties = {} }: SchemaNode,
  { declared, tools }: NodeView,
): ReadonlyMap<string, NodeValidator> {
  const compiled = new Map<string, NodeValidator>();
  for (const [name, child] of Object.entries(properties)) {
    const escaped = escapeFieldName(name);
    // A field that expressions cannot name can have rules about itself; one whose type they do not see cannot.
    const type = escaped === undefined ? declareType(child) : declared?.fields?.get(escaped);
    const validator = type && compileNode(child, { declared: type, isResource: isEmbedded(child), tools });
    if (validator !== undefined) compiled.set(name, validator);
  }
  return compiled;
}

/** The rules of the node itself, compiled when the first value reaches them. */
function rulesOf(node: SchemaNode, { declared, isResource, tools }: NodeView): RuleNode | undefined {
  if ((node["x-kubernetes-validations"] ?? []).length === 0) return undefined;
  let compiled: readonly CompiledRule[] | undefined;
  const type = node["x-kubernetes-int-or-string"] === true ? "" : (node.type ?? "");
  return {
    type,
    seen: isResource ? withTypeAndName(node) : node,
    rules() {
      if (declared === undefined) return undefined;
      compiled ??= [...compileRules(node, declared, { choose: storedEnvironment, tools })];
      return compiled;
    },
  };
}

function checkOwnRules(rules: RuleNode, { value, old, path, ratchet }: Subject, progress: Progress): number {
  const isUnchanged = () => (ratchet.current ?? ratchet.parent)?.isUnchanged ?? false;
  return evaluateRules(rules, { value, old, path, isUnchanged }, progress);
}

function checkItems(node: SchemaNode, { items }: Children, subject: Subject, progress: Progress): number {
  if (items === undefined) return progress.budget;
  const oldItemOf = keyedLookup(node, subject.old);
  let left = progress.budget;
  for (const [index, value] of (subject.value as readonly unknown[]).entries()) {
    const ratchet = below(subject.ratchet, (current) => current.index(index));
    const item = { value, old: oldItemOf(value), path: `${subject.path}[${index}]`, ratchet };
    left = items.check(item, { ...progress, budget: left });
    if (left < 0) return left;
  }
  return left;
}

function checkFields(
  { values, properties }: Children,
  { value, old, path, ratchet }: Subject,
  progress: Progress,
): number {
  const before = typeof old === "object" && old !== null && !Array.isArray(old) ? (old as Fields) : undefined;
  let left = progress.budget;
  for (const [name, inner] of Object.entries(value as Fields)) {
    const property = properties.get(name);
    const validator = values ?? property;
    if (validator === undefined) continue;
    const child: Subject = {
      value: inner,
      old: before !== undefined && Object.hasOwn(before, name) ? before[name] : undefined,
      path: values !== undefined ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`,
      ratchet: ratchetOfField(ratchet, name),
    };
    left = validator.check(child, { ...progress, budget: left });
    if (left < 0) return left;
  }
  return left;
}

function ratchetOfField(ratchet: Ratchet, name: string): Ratchet {
  // The object is converted to the version of the request: what changes of these two is not seen.
  if (ratchet.current !== undefined && ratchet.parent === undefined && (name === "apiVersion" || name === "kind")) {
    return { current: undefined, parent: undefined };
  }
  return below(ratchet, (current) => current.key(name));
}

function below(ratchet: Ratchet, child: (current: CorrelatedValue) => CorrelatedValue | undefined): Ratchet {
  return ratchet.current === undefined ? ratchet : { current: child(ratchet.current), parent: ratchet.current };
}
