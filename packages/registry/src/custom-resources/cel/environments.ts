import { type Environment, type KubernetesEnvironments, kubernetesEnvironments } from "@engenho/cel";

/** What rules are given to work with. */
export type RuleTools = Parameters<typeof kubernetesEnvironments>[0];

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
