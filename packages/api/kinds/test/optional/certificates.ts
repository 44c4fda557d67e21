import type { webcrypto } from "node:crypto";
import {
  basicConstraints,
  type CertificateContent,
  certificateToSign,
  encodePem,
  nameElement,
  signedCertificate,
  signingAlgorithms,
} from "@engenho/x509";

const { subtle } = globalThis.crypto;
const name = nameElement({ commonName: ["test"] });

/** A certificate that a test needs; its signature is nobody's, which nothing here checks. */
export interface TestCertificate extends Partial<CertificateContent> {
  readonly publicKey: Uint8Array;
}

/** The certificate in PEM. */
export function certificate(content: TestCertificate): string {
  const algorithm = signingAlgorithms["P-256"];
  const whole = {
    serialNumber: Uint8Array.of(1),
    issuer: name,
    subject: name,
    notBeforeMs: 0,
    notAfterMs: 86_400_000,
    extensions: [basicConstraints(true)],
    ...content,
  };
  return encodePem("CERTIFICATE", signedCertificate(certificateToSign(whole, algorithm), algorithm, new Uint8Array(8)));
}

/** The SubjectPublicKeyInfo of a key. */
export async function spkiOf(key: webcrypto.CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await subtle.exportKey("spki", key));
}

/** Bytes in base64. */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
