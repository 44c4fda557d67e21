import { generateKeyPairSync, randomBytes } from "node:crypto";
import {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  serverUsage,
  signCertificate,
  subjectKeyIdentifier,
} from "./certificate.js";

/** What the server presents, and what its clients have to trust; all PEM. */
export interface ServingCertificate {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** Options of {@link createServingCertificate}. */
export interface ServingCertificateOptions {
  /** DNS names and IP addresses that the certificate is for. */
  readonly hosts: readonly string[];
  readonly nowMs: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const validDays = 365;
const authorityName = "engenho-ca";

/**
 * Makes a certificate authority whose key is forgotten at once, and one certificate of it. Valid for a year. It takes a
 * millisecond: keys on P-256 are quickly made, and the rest is a few hundred bytes.
 */
export function createServingCertificate(options: ServingCertificateOptions): ServingCertificate {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const common = {
    issuer: authorityName,
    // A day of slack for clients whose clock is behind.
    notBeforeMs: options.nowMs - dayMs,
    notAfterMs: options.nowMs + validDays * dayMs,
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
      serialNumber: randomBytes(16),
      subject: "engenho",
      publicKey: server.publicKey,
      extensions: [
        basicConstraints(false),
        keyUsage(false),
        serverUsage(),
        alternativeNames(options.hosts),
        authorityKeyIdentifier(authority.publicKey),
      ],
    },
    authority.privateKey,
  );
  return {
    caCertificate,
    certificate,
    privateKey: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
