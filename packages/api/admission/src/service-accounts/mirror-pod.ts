import { type KubernetesObject, type PodSpec, podSecretNames } from "@engenho/core";

type Pod = KubernetesObject & { readonly spec?: PodSpec };

/** The annotation of mirror pods. */
export const mirrorPodAnnotation = "kubernetes.io/config.mirror";

/** Whether a Pod mirrors one of a kubelet's static pods, whose spec nobody may change. */
export function isMirrorPod({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[mirrorPodAnnotation] !== undefined;
}

/** The reference of a mirror pod that it must not have; undefined if there is none. */
export function findMirrorPodFault({ spec }: Pod): string | undefined {
  if (spec === undefined) return undefined;
  if ((spec.serviceAccountName ?? "") !== "") return "a mirror pod may not reference service accounts";
  if (podSecretNames(spec).size > 0) return "a mirror pod may not reference secrets";
  const projected = (spec.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? []);
  if (projected.some(({ serviceAccountToken }) => serviceAccountToken !== undefined)) {
    return "a mirror pod may not use ServiceAccountToken volume projections";
  }
  return undefined;
}
