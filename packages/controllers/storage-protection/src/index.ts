export { createPersistentVolumeClaimProtection } from "./claim-protection.js";
export type { ProtectionOptions } from "./protection-controller.js";
export { createPersistentVolumeProtection } from "./volume-protection.js";
