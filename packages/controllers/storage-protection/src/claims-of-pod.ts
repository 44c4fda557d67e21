import { controllerOf, type KubernetesObject, makeKey, type Pod, type Stored } from "@engenho/core";

type Volume = NonNullable<NonNullable<Pod["spec"]>["volumes"]>[number];

/**
 * Whether a pod uses a claim. It does as long as it is there, also when its containers have ended, if it has been given to
 * a node: no kubelet starts one with a claim that is being deleted. A claim that was made for the pod's ephemeral volume
 * is let go as soon as the kubelet is done with the pod, for the pod may in turn wait for the claim
 * (pvcprotection.podUsesPVC).
 */
export function usesClaim(pod: Stored<Pod>, claim: Stored): boolean {
  if ((pod.spec?.nodeName ?? "") === "") return false;
  return (pod.spec?.volumes ?? []).some(
    (volume) =>
      volume.persistentVolumeClaim?.claimName === claim.metadata.name ||
      (volume.ephemeral !== undefined &&
        ephemeralClaimName(pod, volume) === claim.metadata.name &&
        controllerOf(claim)?.uid === pod.metadata.uid &&
        !isShutDown(pod)),
  );
}

/** The keys of the claims that a pod's volumes name, whether or not they exist. */
export function claimKeysOf(pod: Pod): readonly string[] {
  const keys: string[] = [];
  for (const volume of pod.spec?.volumes ?? []) {
    const { persistentVolumeClaim, ephemeral } = volume;
    const name =
      persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : ephemeralClaimName(pod, volume));
    if (name !== undefined) keys.push(makeKey(pod.metadata.namespace, name));
  }
  return keys;
}

/** Whether claims may be free once a pod is as it is now: it has ended, is being deleted, or has no node. */
export function mayFreeClaims({ metadata, spec, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined || (spec?.nodeName ?? "") === "") return true;
  return status?.phase === "Failed" || status?.phase === "Succeeded";
}

function ephemeralClaimName(pod: KubernetesObject, volume: Volume): string {
  return `${pod.metadata.name}-${volume.name}`;
}

/** The kubelet is done with it, or it was deleted by force. */
function isShutDown({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}
