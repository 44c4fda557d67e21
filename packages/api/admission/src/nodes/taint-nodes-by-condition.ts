import { copyWith, type coreV1, type KubernetesObject } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";

const key = "node.kubernetes.io/not-ready";
const effect = "NoSchedule";

/** Adds the not-ready taint to a new Node, which keeps Pods off until a controller removes it (upstream: nodetaint). */
export const taintNodesByCondition: AdmissionPlugin = {
  name: "TaintNodesByCondition",
  handles: (operation, { stored }, subresource) =>
    operation === "CREATE" && subresource === "" && stored.kind === "Node" && stored.group === "",
  mutate({ object }) {
    const node = object as coreV1.Node & KubernetesObject;
    const { taints = [] } = node.spec ?? {};
    if (taints.some((taint) => taint.key === key && taint.effect === effect)) return node;
    return copyWith(node, { spec: { ...node.spec, taints: [...taints, { key, effect }] } });
  },
};
