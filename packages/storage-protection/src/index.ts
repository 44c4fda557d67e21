import { KindFilter } from "@engenho/core";

export { createPersistentVolumeClaimProtection } from "./claim-protection.js";
export type { ProtectionOptions } from "./protection-controller.js";
export { createPersistentVolumeProtection } from "./volume-protection.js";

/** What the protection of PersistentVolumeClaims has to hear of. */
export const persistentVolumeClaimProtectionKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "PersistentVolumeClaim" },
  { group: "", kind: "Pod" },
]);

/** What the protection of PersistentVolumes has to hear of. */
export const persistentVolumeProtectionKinds: KindFilter = KindFilter.kind({ group: "", kind: "PersistentVolume" });
