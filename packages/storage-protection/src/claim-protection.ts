import type { KeyedController, KubernetesObject, Pod, Store, Stored, WatchEvent } from "@engenho/core";
import { claimKeysOf, mayFreeClaims, usesClaim } from "./claims-of-pod.js";
import { createProtectionController, type ProtectionOptions } from "./protection-controller.js";

/** Keeps PersistentVolumeClaims that a pod on a node uses (upstream: pkg/controller/volume/pvcprotection). */
export function createPersistentVolumeClaimProtection(options: ProtectionOptions): KeyedController {
  return createProtectionController(options, {
    controllerName: "persistentvolumeclaim-protection-controller",
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    finalizer: "kubernetes.io/pvc-protection",
    isInUse: (claim) => isUsedByPod(options.store, claim),
    freedBy: claimsFreedBy,
  });
}

async function isUsedByPod(store: Store, claim: Stored): Promise<boolean> {
  const { items } = await store.list<Pod>({ apiVersion: "v1", kind: "Pod" }, { namespace: claim.metadata.namespace });
  return items.some((pod) => usesClaim(pod, claim));
}

/** A pod that took the name of another may hide that the other is gone. */
function claimsFreedBy(event: WatchEvent): Iterable<string> {
  const pod = podOf(event.object);
  if (pod === undefined) return [];
  const keys = event.type === "DELETED" || mayFreeClaims(pod) ? claimKeysOf(pod) : [];
  const previous = event.type === "MODIFIED" ? podOf(event.previous) : undefined;
  if (previous === undefined || previous.metadata.uid === pod.metadata.uid) return keys;
  return [...keys, ...claimKeysOf(previous)];
}

function podOf(object: KubernetesObject): Pod | undefined {
  return object.kind === "Pod" && object.apiVersion === "v1" ? (object as Pod) : undefined;
}
