import type { KubernetesObject } from "@engenho/core";
import { type NodeRequest, refuse } from "./refuse.js";

/** Allows a kubelet to write its own Lease. */
export function checkLease(asked: NodeRequest): void {
  const { namespace, name } = asked.request;
  if (namespace !== "kube-node-lease") {
    refuse(asked, 'can only access leases in the "kube-node-lease" system namespace');
  }
  if (name !== asked.node) refuse(asked, "can only access node lease with the same name as the requesting node");
}

/** Allows a kubelet to write its own CSINode. */
export function checkCsiNode(asked: NodeRequest): void {
  if (asked.request.name !== asked.node) {
    refuse(asked, "can only access CSINode with the same name as the requesting node");
  }
}

type ResourceSlice = KubernetesObject & { readonly spec?: { readonly nodeName?: string } };

/** Allows a kubelet to create and delete ResourceSlices of its node; the authorizer checks updates. */
export function checkResourceSlice(asked: NodeRequest): void {
  const { operation, object, oldObject } = asked.request;
  if (operation === "UPDATE") return;
  const slice = (operation === "CREATE" ? object : oldObject) as ResourceSlice | undefined;
  if (slice?.spec?.nodeName === asked.node) return;
  const verb = operation === "CREATE" ? "create" : "delete";
  refuse(asked, `can only ${verb} ResourceSlice with the same NodeName as the requesting node`);
}
