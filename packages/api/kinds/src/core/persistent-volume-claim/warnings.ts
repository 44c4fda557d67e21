import type { PersistentVolumeClaim } from "@engenho/core";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { claimSpecWarnings } from "../../pod-template/warnings/volume-warnings.js";

const storageClassAnnotation = "volume.beta.kubernetes.io/storage-class";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of PersistentVolumeClaim's strategy. */
export const persistentVolumeClaimWarnings: KindWarnings = both(({ metadata, spec }: PersistentVolumeClaim) => [
  ...(Object.hasOwn(metadata.annotations ?? {}, storageClassAnnotation)
    ? [
        `metadata.annotations[${storageClassAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`,
      ]
    : []),
  ...claimSpecWarnings(spec, "spec"),
]);
