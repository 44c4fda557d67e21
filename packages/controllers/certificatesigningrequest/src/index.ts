export { type CertificateApprovingOptions, createCertificateApproving } from "./approving/controller.js";
export type { AccessReviewer } from "./approving/reconcile.js";
export { type CertificateCleanerOptions, createCertificateCleaner } from "./cleaning/controller.js";
export type { CertificateAuthority } from "./signing/authority.js";
export { type CertificateSigningOptions, createCertificateSigning } from "./signing/controller.js";
export type { KubernetesSigner } from "./signing/signer-rules.js";
