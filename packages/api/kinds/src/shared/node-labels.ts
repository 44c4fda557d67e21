import type { PodSpec } from "@engenho/core";
import { labelValueFaults } from "@engenho/machinery";

type NodeAffinity = NonNullable<NonNullable<PodSpec["affinity"]>["nodeAffinity"]>;
type NodeSelectorTerm = NonNullable<
  NonNullable<NodeAffinity["requiredDuringSchedulingIgnoredDuringExecution"]>["nodeSelectorTerms"]
>[number];

/** Deprecated node labels with their warnings (upstream: pkg/api/node/util.go). */
const deprecated: ReadonlyMap<string, string> = new Map([
  ["beta.kubernetes.io/arch", 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ["beta.kubernetes.io/os", 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ["failure-domain.beta.kubernetes.io/region", 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ["failure-domain.beta.kubernetes.io/zone", 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ["beta.kubernetes.io/instance-type", 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
  ["app.kubernetes.io/created-by", "deprecated since v1.9"],
  ["scheduler.alpha.kubernetes.io/preferAvoidPods", "deprecated since v1.22; use Taints and Tolerations instead"],
  ["node-role.kubernetes.io/master", 'use "node-role.kubernetes.io/control-plane" instead'],
]);

/** The warning for a deprecated label; undefined for others. */
export function deprecatedLabelText(key: string | undefined): string | undefined {
  return deprecated.get(key ?? "");
}

/** Warnings for a term of a node selector. Values are only checked where validation does not refuse invalid ones. */
export function nodeSelectorTermWarnings(
  term: NodeSelectorTerm | undefined,
  path: string,
  { checksValues }: { readonly checksValues: boolean },
): string[] {
  const warnings: string[] = [];
  for (const [index, { key, values }] of (term?.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${index}]`;
    const text = deprecatedLabelText(key);
    if (text !== undefined) warnings.push(`${at}.key: ${key} is ${text}`);
    if (!checksValues) continue;
    for (const [position, value] of (values ?? []).entries()) {
      for (const fault of labelValueFaults(value)) {
        warnings.push(`${at}.values[${position}]: ${value} is invalid, ${fault}`);
      }
    }
  }
  return warnings;
}
