import { type KeyedController, type Pod, pods, type Store, type Stored, type WatchEvent } from "@engenho/core";
import { claimKeysOf, mayFreeClaims, usesClaim } from "./claims-of-pod.js";
import { createProtectionController, type ProtectionOptions } from "./protection-controller.js";

/**
 * PVC protection: keeps a PersistentVolumeClaim that is being deleted while a scheduled pod uses it (upstream:
 * pkg/controller/volume/pvcprotection).
 */
export function createPersistentVolumeClaimProtection(options: ProtectionOptions): KeyedController {
  return createProtectionController(options, {
    controllerName: "persistentvolumeclaim-protection-controller",
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    finalizer: "kubernetes.io/pvc-protection",
    isInUse: (claim) => isUsedByPod(options.store, claim),
    watches: [{ kind: pods, keysOf: claimsFreedBy }],
  });
}

async function isUsedByPod(store: Store, claim: Stored): Promise<boolean> {
  const { items } = await store.list(pods, { namespace: claim.metadata.namespace });
  return items.some((pod) => usesClaim(pod, claim));
}

/** A MODIFIED event with another UID means that the previous pod of that name is gone, too. */
function claimsFreedBy(event: WatchEvent<Pod>): Iterable<string> {
  const keys = event.type === "DELETED" || mayFreeClaims(event.object) ? claimKeysOf(event.object) : [];
  if (event.type !== "MODIFIED" || event.previous.metadata.uid === event.object.metadata.uid) return keys;
  return [...keys, ...claimKeysOf(event.previous)];
}
