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

/** The server's certificate and key, and the CA certificate for its clients; all in PEM. */
export interface ServingCertificate {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** Options of {@link createServingCertificate}. */
export interface ServingCertificateOptions {
  /** The DNS names and IP addresses of the certificate. */
  readonly hosts: readonly string[];
  readonly nowMs: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const validDays = 365;
const authorityName = "engenho-ca";

/**
 * Creates a certificate authority, whose key is discarded, and a certificate signed by it, both valid for a year. It takes a
 * millisecond: P-256 keys are generated quickly, and the rest is a few hundred bytes.
 */
export function createServingCertificate(options: ServingCertificateOptions): ServingCertificate {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const common = {
    issuer: authorityName,
    // A day of tolerance for clients whose clock is behind.
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
