import type { coreV1, KubernetesObject, PodSpec } from "@engenho/core";

type Pod = KubernetesObject & { readonly spec?: PodSpec };
type Containers = readonly coreV1.EphemeralContainer[];

/** Whether a Pod mirrors one of a kubelet's static pods, whose spec nobody may change. */
export function isMirrorPod({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined;
}

/** What a mirror pod may not refer to. */
export function findMirrorPodFault({ spec }: Pod): string | undefined {
  if (spec === undefined) return undefined;
  if ((spec.serviceAccountName ?? "") !== "") return "a mirror pod may not reference service accounts";
  if (refersToSecrets(spec)) return "a mirror pod may not reference secrets";
  const projected = (spec.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? []);
  if (projected.some(({ serviceAccountToken }) => serviceAccountToken !== undefined)) {
    return "a mirror pod may not use ServiceAccountToken volume projections";
  }
  return undefined;
}

/** Whether a Pod names a Secret (upstream: podutil.VisitPodSecretNames). */
function refersToSecrets(spec: PodSpec): boolean {
  const { containers = [], initContainers = [], ephemeralContainers = [], volumes = [] } = spec;
  if ((spec.imagePullSecrets ?? []).length > 0) return true;
  const all = [...containers, ...initContainers, ...ephemeralContainers] as Containers;
  return (
    all.some(
      ({ env = [], envFrom = [] }) =>
        env.some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined) ||
        envFrom.some(({ secretRef }) => secretRef !== undefined),
    ) || volumes.some(namesSecret)
  );
}

function namesSecret(volume: coreV1.Volume): boolean {
  const { azureFile, cephfs, cinder, flexVolume, projected, rbd, secret, scaleIO, iscsi, storageos, csi } = volume;
  return (
    (azureFile?.secretName ?? "") !== "" ||
    [cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos].some((source) => source?.secretRef !== undefined) ||
    (projected?.sources ?? []).some((source) => source.secret !== undefined) ||
    secret !== undefined ||
    csi?.nodePublishSecretRef !== undefined
  );
}
