import type { coreV1, Stored } from "@engenho/core";
import { deepEqual } from "@engenho/machinery";
import type { AdmissionContext } from "@engenho/registry";
import { isMirrorPod, mirrorPodAnnotation } from "../service-accounts/mirror-pod.js";
import { referenceOfMirrorPod } from "./api-references.js";
import { type NodeRequest, refuse, refuseOperation, required } from "./refuse.js";

type Pod = Stored<coreV1.Pod>;

/** A Pod in the namespace of the request. Throws NotFound. */
export function podOf({ request }: NodeRequest, name: string, context: AdmissionContext): Promise<Pod> {
  return required<Pod>(context, { kind: "Pod", plural: "pods", namespace: request.namespace, name });
}

/** Allows a kubelet to create mirror pods on its node, and to delete Pods on it. */
export async function checkPod(asked: NodeRequest, context: AdmissionContext): Promise<void> {
  const { request, node } = asked;
  if (request.operation === "CREATE") return checkMirrorPod(asked, context);
  if (request.operation !== "DELETE") {
    const unexpected = `unexpected operation ${JSON.stringify(request.operation)}`;
    return refuse(asked, `${unexpected}, node "${node}" can only create and delete mirror pods`);
  }
  const pod = await podOf(asked, request.name, context);
  if (pod.spec?.nodeName === node) return undefined;
  return refuse(asked, `node "${node}" can only delete pods with spec.nodeName set to itself`);
}

async function checkMirrorPod(asked: NodeRequest, context: AdmissionContext): Promise<void> {
  const { node } = asked;
  const pod = asked.request.object as coreV1.Pod;
  const must = (holds: boolean, reason: string) => holds || refuse(asked, reason);
  must(
    isMirrorPod(pod),
    `pod does not have "${mirrorPodAnnotation}" annotation, node "${node}" can only create mirror pods`,
  );
  const canOnly = `node "${node}" can only create pods with`;
  must(pod.spec?.nodeName === node, `${canOnly} spec.nodeName set to itself`);
  const [owner, second] = pod.metadata.ownerReferences ?? [];
  must(second === undefined, `${canOnly} a single owner reference set to itself`);
  const isOwned = owner?.apiVersion === "v1" && owner.kind === "Node" && owner.name === node;
  must(isOwned, `${canOnly} an owner reference set to itself`);
  must(owner?.controller === true, `${canOnly} a controller owner reference set to itself`);
  must(owner?.blockOwnerDeletion !== true, `node "${node}" must not set blockOwnerDeletion on an owner reference`);
  const { metadata } = await required(context, { kind: "Node", plural: "nodes", name: node });
  must(owner?.uid === metadata.uid, `node ${node} UID mismatch: expected ${owner?.uid} got ${metadata.uid}`);
  const reference = referenceOfMirrorPod(pod.spec as coreV1.PodSpec);
  if (reference.type === "unknown") refuse(asked, `error checking mirror pod for API references: ${reference.message}`);
  if (reference.type === "resource") {
    refuse(asked, `node "${node}" can not create pods that reference ${reference.resource}`);
  }
}

/** Allows a kubelet to update the status of Pods on its node, but not their labels and other controllers' fields. */
export function checkPodStatus(asked: NodeRequest): void {
  const { request, node } = asked;
  if (request.operation !== "UPDATE") refuseOperation(asked);
  const [before, after] = [request.oldObject as Pod, request.object as coreV1.Pod];
  if (before.spec?.nodeName !== node) {
    refuse(asked, `node "${node}" can only update pod status for pods with spec.nodeName set to itself`);
  }
  if (!deepEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {})) {
    refuse(asked, `node "${node}" cannot update labels through pod status`);
  }
  if (!deepEqual(claimsOf(before), claimsOf(after))) {
    refuse(asked, `node "${node}" cannot update resource claim statues`);
  }
  if (!deepEqual(before.status?.extendedResourceClaimStatus, after.status?.extendedResourceClaimStatus)) {
    refuse(asked, `node "${node}" cannot update extended resource claim status`);
  }
}

function claimsOf({ status }: coreV1.Pod) {
  return (status?.resourceClaimStatuses ?? []).map(({ name, resourceClaimName }) => [name, resourceClaimName ?? null]);
}

/** Allows a kubelet to evict Pods from its node. */
export async function checkPodEviction(asked: NodeRequest, context: AdmissionContext): Promise<void> {
  const { request, node } = asked;
  if (request.operation !== "CREATE") refuse(asked, `unexpected operation ${request.operation}`);
  if (request.name === "") refuse(asked, "could not determine pod from request data");
  const pod = await podOf(asked, request.name, context);
  if (pod.spec?.nodeName !== node) refuse(asked, `node ${node} can only evict pods with spec.nodeName set to itself`);
}
