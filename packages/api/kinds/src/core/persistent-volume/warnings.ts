import type { PersistentVolume } from "@engenho/core";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { nodeSelectorTermWarnings } from "../../shared/node-labels.js";

type VolumeSpec = NonNullable<PersistentVolume["spec"]>;

const deprecatedAnnotations: readonly (readonly [key: string, text: string])[] = [
  ["volume.beta.kubernetes.io/storage-class", 'deprecated since v1.8; use "storageClassName" attribute instead'],
  ["volume.beta.kubernetes.io/mount-options", 'deprecated since v1.31; use "mountOptions" attribute instead'],
];

const deprecatedSources: readonly (readonly [field: keyof VolumeSpec, shown: string, text: string])[] = [
  ["cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"],
];

/** Upstream: GetWarningsForPersistentVolume. */
function warningsOfPersistentVolume({ metadata, spec = {} }: PersistentVolume): readonly string[] {
  const annotations = metadata.annotations ?? {};
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  return [
    ...deprecatedAnnotations
      .filter(([key]) => Object.hasOwn(annotations, key))
      .map(([key, text]) => `metadata.annotations[${key}]: ${text}`),
    ...(spec.persistentVolumeReclaimPolicy === "Recycle"
      ? [
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
        ]
      : []),
    ...terms.flatMap((term, index) =>
      nodeSelectorTermWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${index}]`, { checksValues: false }),
    ),
    ...deprecatedSources
      .filter(([field]) => spec[field] !== undefined)
      .map(([, shown, text]) => `spec.${shown}: ${text}`),
  ];
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of PersistentVolume's strategy. */
export const persistentVolumeWarnings: KindWarnings = both(warningsOfPersistentVolume);
