import { type DeclaredType, declareType, escapeFieldName, withTypeAndName } from "@engenho/expressions";
import {
  type Causes,
  delegated,
  followed,
  type LongWork,
  type MaybeWork,
  Meter,
  type SchemaNode,
} from "@engenho/machinery";
import type { CorrelatedValue } from "../correlated-value.js";
import { RuleList } from "./compiled-rule.js";
import { type RuleTools, storedEnvironment } from "./environments.js";
import { inOrder } from "./in-order.js";
import { runtimeCostBudget } from "./limits.js";
import { evaluateRules, type RuleNode, type RuleProgress } from "./rule-evaluation.js";

type Fields = Readonly<Record<string, unknown>>;

/** A value to validate, and its old value (undefined: none). */
export interface RuleSubject {
  readonly value: unknown;
  readonly old: unknown;
  /** The path of the value; `""` for the object itself. */
  readonly path: string;
  /**
   * The value correlated with its old value, part by part, and a collector for failures that are tolerated because a part is
   * unchanged; absent: all failures count, as on create.
   */
  readonly ratchet?: { readonly correlated: CorrelatedValue; readonly causes: Causes } | undefined;
  /** The cost budget. Default: {@link runtimeCostBudget}. */
  readonly budget?: number;
}

/** Validates all rules of a schema. Results in the remaining budget, negative if it was exceeded. */
export type RuleValidator = (subject: RuleSubject, causes: Causes) => MaybeWork<number>;

/**
 * Compiles the rules of a schema (schema/cel/validation.go: Validator); undefined if it has none. `isResource`: the node is the
 * root of a complete object. All rules of an object share one budget, at whatever level.
 */
export function compileRuleValidator(
  node: SchemaNode,
  isResource: boolean,
  tools: RuleTools,
): RuleValidator | undefined {
  const validator = compileNode(node, { declared: declareType(node, isResource), isResource, tools });
  if (validator === undefined) return undefined;
  const check: RuleValidator = ({ value, old, path, ratchet, budget = runtimeCostBudget }, causes) =>
    validator.check(
      { value, old, path, ratchet: { current: ratchet?.correlated, parent: undefined } },
      { causes, ratcheted: ratchet?.causes ?? causes, budget, meter: new Meter() },
    );
  const { clock, metrics } = tools.times ?? {};
  const onEvaluation = metrics?.onEvaluation;
  if (clock === undefined || onEvaluation === undefined) return check;
  return (subject, causes) => {
    const startedMs = clock.monotonicNow();
    return followed(check(subject, causes), (left) => {
      onEvaluation((clock.monotonicNow() - startedMs) / 1000);
      return left;
    });
  };
}

/**
 * The values that determine whether a failure is tolerated: the value itself, or else the closest enclosing one that is
 * correlated.
 */
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
  /** Returns the remaining budget; negative: stop validation. */
  check(subject: Subject, progress: RuleProgress): MaybeWork<number>;
}

/** How rules see a node. */
interface NodeView {
  /** Undefined: not at all. */
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
  const oldItems = tools.keyedLookup;
  const rules = rulesOf(node, view);
  const hasChildren = children.items !== undefined || children.values !== undefined || children.properties.size > 0;
  if (rules === undefined && !hasChildren) return undefined;
  return {
    check(subject, before) {
      const { value } = subject;
      if (value === null || value === undefined) return before.budget;
      const own = rules === undefined ? before.budget : checkOwnRules(rules, subject, before);
      if (!hasChildren || typeof value !== "object") return own;
      return followed(own, (left) => {
        if (left < 0) return left;
        const progress = { ...before, budget: left };
        return Array.isArray(value)
          ? checkItems({ node, items: children.items, oldItems }, subject, progress)
          : checkFields(children, subject, progress);
      });
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
    // A field whose name is not valid in expressions can have rules about itself; one with an invisible type cannot.
    const type = escaped === undefined ? declareType(child) : declared?.fields?.get(escaped);
    const validator = type && compileNode(child, { declared: type, isResource: isEmbedded(child), tools });
    if (validator !== undefined) compiled.set(name, validator);
  }
  return compiled;
}

/** The rules of the node itself, each compiled when the first value reaches it. */
function rulesOf(node: SchemaNode, { declared, isResource, tools: { times } }: NodeView): RuleNode | undefined {
  if ((node["x-kubernetes-validations"] ?? []).length === 0) return undefined;
  let compiled: RuleList | undefined;
  const type = node["x-kubernetes-int-or-string"] === true ? "" : (node.type ?? "");
  return {
    type,
    seen: isResource ? withTypeAndName(node) : node,
    rules() {
      if (declared === undefined) return undefined;
      compiled ??= new RuleList(node, declared, { choose: storedEnvironment, times });
      return compiled;
    },
  };
}

function checkOwnRules(
  rules: RuleNode,
  { value, old, path, ratchet }: Subject,
  progress: RuleProgress,
): MaybeWork<number> {
  const isUnchanged = () => (ratchet.current ?? ratchet.parent)?.isUnchanged ?? false;
  return evaluateRules(rules, { value, old, path, isUnchanged }, progress);
}

interface ListRules extends Pick<Children, "items"> {
  readonly node: SchemaNode;
  readonly oldItems: RuleTools["keyedLookup"];
}

function checkItems({ node, items, oldItems }: ListRules, subject: Subject, progress: RuleProgress): MaybeWork<number> {
  if (items === undefined) return progress.budget;
  const oldItemOf = oldItems(node, subject.old);
  const values = subject.value as readonly unknown[];
  return inOrder(values.length, progress.budget, (index, budget) => {
    const value = values[index];
    const ratchet = below(subject.ratchet, (current) => current.index(index));
    const item = { value, old: oldItemOf(value), path: `${subject.path}[${index}]`, ratchet };
    return checkChild(items, item, { ...progress, budget });
  });
}

/** The work of visiting a value in addition to its rules: see Meter. */
const unitsPerValue = 5;

function checkChild(validator: NodeValidator, child: Subject, progress: RuleProgress): MaybeWork<number> {
  return progress.meter.isDueAfter(unitsPerValue)
    ? checkAfterTurn(validator, child, progress)
    : validator.check(child, progress);
}

function* checkAfterTurn(validator: NodeValidator, child: Subject, progress: RuleProgress): LongWork<number> {
  yield;
  return yield* delegated(validator.check(child, progress));
}

function checkFields(
  { values, properties }: Children,
  { value, old, path, ratchet }: Subject,
  progress: RuleProgress,
): MaybeWork<number> {
  const before = typeof old === "object" && old !== null && !Array.isArray(old) ? (old as Fields) : undefined;
  const fields = value as Fields;
  const names = Object.keys(fields);
  return inOrder(names.length, progress.budget, (at, budget) => {
    const name = names[at] as string;
    const validator = values ?? properties.get(name);
    if (validator === undefined) return budget;
    const child: Subject = {
      value: fields[name],
      old: before !== undefined && Object.hasOwn(before, name) ? before[name] : undefined,
      path: values !== undefined ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`,
      ratchet: ratchetOfField(ratchet, name),
    };
    return checkChild(validator, child, { ...progress, budget });
  });
}

function ratchetOfField(ratchet: Ratchet, name: string): Ratchet {
  // The object is converted to the version of the request, so changes to these two fields are not detected.
  if (ratchet.current !== undefined && ratchet.parent === undefined && (name === "apiVersion" || name === "kind")) {
    return { current: undefined, parent: undefined };
  }
  return below(ratchet, (current) => current.key(name));
}

function below(ratchet: Ratchet, child: (current: CorrelatedValue) => CorrelatedValue | undefined): Ratchet {
  return ratchet.current === undefined ? ratchet : { current: child(ratchet.current), parent: ratchet.current };
}
