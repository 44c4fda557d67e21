import type { coreV1 } from "@engenho/core";
import { type Equality, equalityOf } from "@engenho/machinery";
import type { Resource } from "@engenho/registry";
import { type NodeRequest, refuse } from "./refuse.js";

type Labels = Readonly<Record<string, string>>;

const equalities = new WeakMap<Resource, { readonly configSource: Equality; readonly taints: Equality }>();

/**
 * Allows a kubelet to create, update and delete its own Node, but not to change its taints or its restricted labels.
 */
export function checkNode(asked: NodeRequest): void {
  const { request, node } = asked;
  const { name, object, oldObject, operation } = request;
  if (name !== node) refuse(asked, `node "${node}" is not allowed to modify node "${name}"`);
  if (operation === "DELETE") return;
  const { metadata, spec } = object as coreV1.Node;
  if (operation === "CREATE") {
    if (spec?.configSource !== undefined) {
      refuse(asked, `node "${node}" is not allowed to create pods with a non-nil configSource`);
    }
    const forbidden = forbiddenLabels(metadata.labels, {});
    if (forbidden !== "") refuse(asked, `node "${node}" is not allowed to set the following labels: ${forbidden}`);
    return;
  }
  const before = oldObject as coreV1.Node;
  const equal = equalitiesOf(request.resource);
  if (spec?.configSource !== undefined && !equal.configSource(spec.configSource, before.spec?.configSource)) {
    refuse(asked, `node "${node}" is not allowed to update configSource to a new non-nil configSource`);
  }
  if (!equal.taints(spec?.taints, before.spec?.taints)) {
    refuse(asked, `node "${node}" is not allowed to modify taints`);
  }
  const forbidden = forbiddenLabels(metadata.labels, before.metadata.labels);
  if (forbidden !== "") refuse(asked, `is not allowed to modify labels: ${forbidden}`);
}

function equalitiesOf(resource: Resource) {
  let known = equalities.get(resource);
  if (known === undefined) {
    const at = (field: string) => equalityOf(() => resource.schema, "spec", field);
    known = { configSource: at("configSource"), taints: at("taints") };
    equalities.set(resource, known);
  }
  return known;
}

/** The changed labels that a kubelet may not set, sorted; `""` for none. */
function forbiddenLabels(after: Labels = {}, before: Labels = {}): string {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  const valueIn = (labels: Labels, name: string) => (Object.hasOwn(labels, name) ? labels[name] : undefined);
  return [...names]
    .filter((name) => valueIn(after, name) !== valueIn(before, name) && isForbidden(name))
    .sort()
    .join(", ");
}

function isForbidden(label: string): boolean {
  const slash = label.indexOf("/");
  const domain = slash < 0 ? "" : label.slice(0, slash);
  const isIn = (other: string) => domain === other || domain.endsWith(`.${other}`);
  if (isIn("node-restriction.kubernetes.io")) return true;
  if (!isIn("kubernetes.io") && !isIn("k8s.io")) return false;
  return !kubeletLabels.has(label) && !isIn("kubelet.kubernetes.io") && !isIn("node.kubernetes.io");
}

/** Labels of Kubernetes that kubelets set (k8s.io/kubelet/pkg/apis well_known_labels.go). */
const kubeletLabels: ReadonlySet<string> = new Set([
  "kubernetes.io/hostname",
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "beta.kubernetes.io/instance-type",
  "node.kubernetes.io/instance-type",
  "kubernetes.io/os",
  "kubernetes.io/arch",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/arch",
]);
