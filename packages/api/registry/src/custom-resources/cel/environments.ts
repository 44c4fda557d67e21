import { type Environment, type KubernetesEnvironments, kubernetesEnvironments } from "@engenho/cel";
import type { SchemaNode, ValidationRule } from "@engenho/kinds";

type LibraryTools = Parameters<typeof kubernetesEnvironments>[0];

/** What rules are given to work with, and what checks them: this folder is read apart, and brings no second copy of it. */
export interface RuleTools extends LibraryTools {
  /** Finds the item of an old list that has the same keys as a new one, where the list's schema says keys. */
  keyedLookup(list: SchemaNode, old: unknown): (item: unknown) => unknown;
  /** A rule as messages show it. */
  shownRule(rule: ValidationRule): object;
}

const made = new WeakMap<RuleTools, KubernetesEnvironments>();

/** What rules can use. Made once: to build the environments takes longer than to compile a rule. */
export function environmentsOf(tools: RuleTools): KubernetesEnvironments {
  let environments = made.get(tools);
  if (environments === undefined) {
    environments = kubernetesEnvironments(tools);
    made.set(tools, environments);
  }
  return environments;
}

/** Which of the environments an expression is compiled in: that of a rule, or of its message. */
export type ChooseEnvironment = (
  expression: string,
  kind: "rules" | "messages",
  environments: KubernetesEnvironments,
) => Environment;

/** For what is stored already: all that any version of Kubernetes has accepted. */
export const storedEnvironment: ChooseEnvironment = (_expression, _kind, { storedExpressions }) => storedExpressions;
