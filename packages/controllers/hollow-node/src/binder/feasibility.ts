import { acceptsValue, type Node, type Pod, parseQuantity, quantityAsNumber } from "@engenho/core";

type Requirement = { readonly key: string; readonly operator: string; readonly values?: readonly string[] };

/** Why a pod does not fit a node, in kube-scheduler's words; `undefined` if it fits. `podCount`: the pods on the node. */
export function unschedulableReason(pod: Pod, node: Node, podCount: number): string | undefined {
  if (node.spec?.unschedulable === true && !tolerates(pod, unschedulableTaint)) return "node(s) were unschedulable";
  if (!matchesNodeSelector(pod, node)) return "node(s) didn't match Pod's node affinity/selector";
  for (const taint of node.spec?.taints ?? []) {
    if (taint.effect === "PreferNoSchedule" || tolerates(pod, taint)) continue;
    return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ""}}`;
  }
  return podCount >= podCapacity(node) ? "Too many pods" : undefined;
}

/** The number of pods that fit the node: a quantity, such as `1k`. Without one, any number does. */
function podCapacity(node: Node): number {
  const capacity = node.status?.allocatable?.pods;
  if (capacity === undefined) return Number.POSITIVE_INFINITY;
  const plain = Number(capacity);
  return Number.isNaN(plain) ? quantityAsNumber(parseQuantity(capacity)) : plain;
}

type Taint = NonNullable<NonNullable<Node["spec"]>["taints"]>[number];

const unschedulableTaint: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

function tolerates(pod: Pod, taint: Taint): boolean {
  return (pod.spec?.tolerations ?? []).some((toleration) => {
    if (toleration.effect !== undefined && toleration.effect !== "" && toleration.effect !== taint.effect) return false;
    const key = toleration.key ?? "";
    if (key !== "" && key !== taint.key) return false;
    const operator = toleration.operator ?? "Equal";
    if (operator === "Exists") return true;
    return key !== "" && (toleration.value ?? "") === (taint.value ?? "");
  });
}

function matchesNodeSelector(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec?.nodeSelector ?? {})) {
    if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  }
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return true;
  const fields = { "metadata.name": node.metadata.name ?? "" };
  return required.nodeSelectorTerms.some((term) => {
    const expressions = term.matchExpressions ?? [];
    const fieldExpressions = term.matchFields ?? [];
    // An empty term matches nothing.
    if (expressions.length === 0 && fieldExpressions.length === 0) return false;
    return (
      expressions.every((each) => matches(each, labels)) && fieldExpressions.every((each) => matches(each, fields))
    );
  });
}

function matches(requirement: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  const values = requirement.values ?? [];
  const { operator } = requirement;
  if (operator === "Gt" || operator === "Lt") return isBeyond(operator, value, values);
  return acceptsValue(operator, new Set(values), value) === true;
}

/**
 * `Gt` and `Lt` compare 64-bit integers; nothing else is greater or less. A bound has to be a label value too, and so has no sign
 * (upstream: apimachinery, labels.NewRequirement and Requirement#Matches).
 */
function isBeyond(operator: "Gt" | "Lt", value: string | undefined, bounds: readonly string[]): boolean {
  if (bounds.length !== 1) return false;
  const left = parseInteger(value);
  const right = parseInteger(bounds[0]);
  if (left === undefined || right === undefined) return false;
  return operator === "Gt" ? left > right : left < right;
}

function parseInteger(labelValue: string | undefined): bigint | undefined {
  if (labelValue === undefined || !/^[0-9]{1,63}$/.test(labelValue)) return undefined;
  const value = BigInt(labelValue);
  return value < 2n ** 63n ? value : undefined;
}
