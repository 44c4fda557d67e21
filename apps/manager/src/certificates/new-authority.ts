import { generateKeyPairSync, randomBytes } from "node:crypto";
import {
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateContent,
  keyUsage,
  signCertificate,
  subjectKeyIdentifier,
} from "./certificate.js";

/** A certificate with its key, and the certificate of the authority that has signed it; all in PEM. */
export interface CertificateOfAuthority {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

const dayMs = 24 * 60 * 60 * 1000;
const validDays = 365;

/**
 * Creates a certificate authority, whose key is discarded, and a certificate signed by it, both valid for a year. It takes a
 * millisecond: P-256 keys are generated quickly, and the rest is a few hundred bytes.
 */
export function certificateOfNewAuthority(
  authorityName: string,
  nowMs: number,
  content: Pick<CertificateContent, "subject" | "organization" | "extensions">,
): CertificateOfAuthority {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const common = {
    issuer: authorityName,
    // A day of tolerance for clients whose clock is behind.
    notBeforeMs: nowMs - dayMs,
    notAfterMs: nowMs + validDays * dayMs,
  };
  const caCertificate = signCertificate(
    {
      ...common,
      serialNumber: randomBytes(16),
      subject: authorityName,
      publicKey: authority.publicKey,
      extensions: [basicConstraints(true), keyUsage(true), subjectKeyIdentifier(authority.publicKey)],
    },
    authority.privateKey,
  );
  const certificate = signCertificate(
    {
      ...common,
      ...content,
      serialNumber: randomBytes(16),
      publicKey: own.publicKey,
      extensions: [
        basicConstraints(false),
        keyUsage(false),
        ...content.extensions,
        authorityKeyIdentifier(authority.publicKey),
      ],
    },
    authority.privateKey,
  );
  return { caCertificate, certificate, privateKey: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}
