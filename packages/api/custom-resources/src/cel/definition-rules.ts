import { type DeclaredType, declareType, escapeFieldName } from "@engenho/expressions";
import type { Causes, LongWork, SchemaNode } from "@engenho/machinery";
import type { Expressions } from "../rule-presence.js";
import { type CompiledRule, RuleCompiler } from "./compiled-rule.js";
import type { ChooseEnvironment, RuleTools } from "./environments.js";
import { estimatedRuleCostLimit, estimatedSchemaCostLimit } from "./limits.js";
import { type Cardinality, cardinalityBelow, overBudget, TotalCost, timesOf } from "./rule-costs.js";

/** The expressions of the stored definition, which are compiled with everything that any version of Kubernetes has accepted. */
export interface StoredExpressions extends Expressions {
  /** Whether the schema is the stored one: the cost of its rules is then not limited. */
  readonly isUnchanged: boolean;
}

/** What all rules of one schema share. */
interface Shared {
  readonly tools: RuleTools;
  readonly stored: StoredExpressions | undefined;
  readonly total: TotalCost;
}

interface Scope {
  readonly node: SchemaNode;
  /** The type, if an enclosing node with rules has created it; otherwise it is created on demand. */
  readonly declared: DeclaredType | undefined;
  readonly isRoot: boolean;
  readonly cardinality: Cardinality;
}

/** The position of a node's rules, and whether they may refer to the old value. */
export interface RulesPlace {
  readonly path: string;
  /** The enclosing node whose parts cannot be correlated in updates; undefined: there is an old value. */
  readonly uncorrelated: string | undefined;
  readonly causes: Causes;
}

/**
 * Follows the validation of a schema from node to node, and validates the rules: types and estimated costs (apiextensions
 * validation: ValidateCustomResourceDefinitionOpenAPISchema, CELSchemaContext).
 */
export class RulesContext {
  readonly #shared: Shared;
  readonly #scope: Scope;
  #known: DeclaredType | undefined;

  private constructor(shared: Shared, scope: Scope) {
    this.#shared = shared;
    this.#scope = scope;
  }

  static ofRoot(
    node: SchemaNode,
    { stored, tools }: { readonly stored: StoredExpressions | undefined; readonly tools: RuleTools },
  ): RulesContext {
    const scope = { node, declared: undefined, isRoot: true, cardinality: 1 };
    return new RulesContext({ stored, tools, total: new TotalCost() }, scope);
  }

  ofProperty(name: string, node: SchemaNode): RulesContext {
    const escaped = escapeFieldName(name);
    return this.#below(node, (declared) => (escaped === undefined ? undefined : declared.fields?.get(escaped)));
  }

  /** The context for a list's items or a map's values. */
  ofElements(node: SchemaNode): RulesContext {
    return this.#below(node, (declared) => declared.element);
  }

  #below(node: SchemaNode, access: (declared: DeclaredType) => DeclaredType | undefined): RulesContext {
    const around = this.#declared();
    const declared = around === undefined ? undefined : access(around);
    const cardinality = cardinalityBelow(this.#scope.node, this.#scope.cardinality);
    return new RulesContext(this.#shared, { node, declared, isRoot: false, cardinality });
  }

  /** The node's type, if it or an enclosing node has rules. */
  #declared(): DeclaredType | undefined {
    const { node, declared, isRoot } = this.#scope;
    if (declared !== undefined || !hasOwnRules(node)) return declared;
    this.#known ??= declareType(node, isRoot || node["x-kubernetes-embedded-resource"] === true);
    return this.#known;
  }

  /** Validates the rules of this node. */
  *check({ path, uncorrelated, causes }: RulesPlace): LongWork<void> {
    const { node, cardinality } = this.#scope;
    if (!hasOwnRules(node)) return;
    const declared = this.#declared();
    if (declared === undefined) {
      const detail =
        "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations";
      causes.internal(`${path}.x-kubernetes-validations`, detail);
      return;
    }
    const context = { choose: chooseFor(this.#shared.stored) };
    const compiler = new RuleCompiler(node, declared, context);
    for (const [index, each] of (node["x-kubernetes-validations"] ?? []).entries()) {
      const rule = yield* compiler.compile(each);
      const at = `${path}.x-kubernetes-validations[${index}]`;
      this.#checkCosts(rule, timesOf(rule.maxCost, cardinality ?? rule.maxCardinality), { at, causes });
      this.#checkOldSelf(rule, at, { uncorrelated, causes });
      yield;
    }
  }

  #checkCosts(
    rule: CompiledRule,
    cost: number,
    { at, causes }: { readonly at: string; readonly causes: Causes },
  ): void {
    const { stored, total, tools } = this.#shared;
    const isLimited = stored?.isUnchanged !== true;
    if (isLimited && cost > estimatedRuleCostLimit) {
      causes.forbidden(`${at}.rule`, overBudget("estimated rule cost", cost, estimatedRuleCostLimit));
    }
    total.add(`${at}.rule`, cost);
    if (rule.error !== undefined) causes.invalid(`${at}.rule`, tools.shownRule(rule.rule), rule.error);
    if (rule.messageError !== undefined) {
      causes.invalid(`${at}.messageExpression`, tools.shownRule(rule.rule), rule.messageError);
      return;
    }
    if (rule.messageProgram === undefined) return;
    if (isLimited && rule.messageMaxCost > estimatedRuleCostLimit) {
      const detail = overBudget("estimated messageExpression cost", rule.messageMaxCost, estimatedRuleCostLimit);
      causes.forbidden(`${at}.messageExpression`, detail);
    }
    total.add(`${at}.messageExpression`, rule.messageMaxCost);
  }

  #checkOldSelf(
    { rule, usesOldSelf }: CompiledRule,
    at: string,
    { uncorrelated, causes }: Omit<RulesPlace, "path">,
  ): void {
    if (usesOldSelf && uncorrelated !== undefined) {
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
      causes.invalid(`${at}.rule`, rule.rule, detail);
    } else if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
      causes.invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, "may not be set if oldSelf is not used in rule");
    }
  }

  /** Validates the total estimated cost of all rules; call it once, after all nodes. */
  checkTotal(path: string, causes: Causes): void {
    const { total } = this.#shared;
    if (total.total <= estimatedSchemaCostLimit) return;
    for (const expensive of total.mostExpensive) {
      causes.forbidden(
        expensive,
        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
      );
    }
    const what = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
    causes.forbidden(path, overBudget(what, total.total, estimatedSchemaCostLimit));
  }
}

function hasOwnRules(node: SchemaNode): boolean {
  return (node["x-kubernetes-validations"] ?? []).length > 0;
}

function chooseFor(stored: StoredExpressions | undefined): ChooseEnvironment {
  return (expression, kind, { newExpressions, storedExpressions }) =>
    stored?.[kind].has(expression) === true ? storedExpressions : newExpressions;
}
