export { type Certificate, certificatesOfPem, readCertificates } from "./certificate.js";
export { type CertificateRequest, parseCertificateRequest } from "./certificate-request.js";
export { createCertificateRequest, type RequestedCertificate } from "./create-request.js";
export {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateContent,
  certificateToSign,
  extendedKeyUsage,
  keyUsage,
  signedCertificate,
  signingAlgorithms,
  subjectKeyIdentifier,
} from "./issue.js";
export { type AlternativeNames, alternativeNamesElement, noAlternativeNames } from "./names/alternative-names.js";
export {
  commonNameOf,
  type DistinguishedName,
  type NameAttribute,
  nameElement,
} from "./names/distinguished-name.js";
export { type PemBlock, pemBlocks } from "./pem/blocks.js";
export { encodePem } from "./pem/encode.js";
export type { HashName, KeyFamily, SignatureAlgorithm } from "./signatures/algorithms.js";
export { isPossessionProved, type ProofOfPossession } from "./signatures/possession.js";
export { isSameKey, type PublicKey, parsePublicKey } from "./signatures/public-key.js";
export { type Signed, signatureFault } from "./signatures/verify.js";
