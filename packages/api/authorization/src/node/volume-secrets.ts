import type { PersistentVolume } from "@engenho/core";

/** A Secret. */
export interface SecretKey {
  readonly namespace: string;
  readonly name: string;
}

/** The Secrets that a kubelet needs for a bound PersistentVolume (upstream: VisitPVSecretNames, kubeletVisible). */
export function volumeSecrets({ spec }: PersistentVolume): readonly SecretKey[] {
  const { azureFile, cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos, csi } = spec ?? {};
  const claimNamespace = spec?.claimRef?.namespace ?? "";
  const of = (reference: { readonly namespace?: string; readonly name?: string } | undefined): SecretKey => ({
    namespace: reference?.namespace || claimNamespace,
    name: reference?.name ?? "",
  });
  return [
    of({ namespace: azureFile?.secretNamespace ?? "", name: azureFile?.secretName ?? "" }),
    ...[cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos].map((source) => of(source?.secretRef)),
    ...[csi?.nodePublishSecretRef, csi?.nodeStageSecretRef, csi?.nodeExpandSecretRef].map(of),
  ].filter(({ name }) => name !== "");
}
