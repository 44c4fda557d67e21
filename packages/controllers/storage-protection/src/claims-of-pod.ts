import { controllerOf, type KubernetesObject, makeKey, type Pod, type Stored } from "@engenho/core";

type Volume = NonNullable<NonNullable<Pod["spec"]>["volumes"]>[number];

/**
 * Whether a pod uses a claim. A pod that has been scheduled does as long as it exists, even if it is terminal; an
 * unscheduled one does not, because the kubelet does not start a pod with a claim that is being deleted. The claim of an
 * ephemeral volume is released as soon as the kubelet has shut down the pod, because the pod may in turn wait for the claim
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

/** The keys of the claims in a pod's volumes, whether or not they exist. */
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

/** Whether a pod in this state may release claims: it is terminal, terminating, or unscheduled. */
export function mayFreeClaims({ metadata, spec, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined || (spec?.nodeName ?? "") === "") return true;
  return status?.phase === "Failed" || status?.phase === "Succeeded";
}

function ephemeralClaimName(pod: KubernetesObject, volume: Volume): string {
  return `${pod.metadata.name}-${volume.name}`;
}

/** Whether the kubelet has shut down the pod, or it was force deleted. */
function isShutDown({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}
