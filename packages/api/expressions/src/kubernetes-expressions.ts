import { type KubernetesEnvironments, kubernetesEnvironments } from "@engenho/cel";
import { expressionTools } from "./expression-tools.js";

let environments: KubernetesEnvironments | undefined;

/** The CEL environments of Kubernetes 1.34 without variables. Created once: that takes longer than compiling an expression. */
export function kubernetesExpressions(): KubernetesEnvironments {
  environments ??= kubernetesEnvironments(expressionTools);
  return environments;
}
