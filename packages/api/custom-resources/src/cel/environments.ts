import type { Environment, KubernetesEnvironments } from "@engenho/cel";
import type { Clock } from "@engenho/core";
import type { SchemaNode, ValidationRule } from "@engenho/machinery";
import type { RegistryMetrics } from "@engenho/registry";

/**
 * Code that the rule engine shares with the rest of the registry, passed in because this folder is loaded separately and must
 * not contain a second copy.
 */
export interface RuleTools {
  /** Finds the item of an old list with the same keys as a new one, if the list's schema defines keys. */
  keyedLookup(list: SchemaNode, old: unknown): (item: unknown) => unknown;
  /** A rule as printed in messages. */
  shownRule(rule: ValidationRule): object;
  /** Measures compilations and evaluations. Default: nothing is measured. */
  readonly times?: RuleTimes | undefined;
}

/** Receives how long rules take. */
export interface RuleTimes {
  readonly clock: Clock;
  readonly metrics: RegistryMetrics | undefined;
}

/** Selects the environment in which an expression is compiled: a rule's, or a message's. */
export type ChooseEnvironment = (
  expression: string,
  kind: "rules" | "messages",
  environments: KubernetesEnvironments,
) => Environment;

/** For stored expressions: everything that any version of Kubernetes has accepted. */
export const storedEnvironment: ChooseEnvironment = (_expression, _kind, { storedExpressions }) => storedExpressions;
