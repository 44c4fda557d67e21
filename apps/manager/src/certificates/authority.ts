import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from "node:crypto";
import { basicConstraints } from "@engenho/x509";
import {
  authorityKeyIdentifier,
  type CertificateContent,
  keyUsage,
  signCertificate,
  subjectKeyIdentifier,
} from "./certificate.js";

/** A certificate authority that can sign. Its key is an ECDSA key on P-256. */
export interface Authority {
  /** The common name of its subject. */
  readonly name: string;
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A certificate with its key, and the certificate of the authority that has signed it; all in PEM. */
export interface IssuedCertificate {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

const dayMs = 24 * 60 * 60 * 1000;
/** kubeadm's CertificateValidityPeriod. */
const leafDays = 365;
/** kubeadm's CACertificateValidityPeriod. */
const authorityDays = 3650;
const authorityName = "engenho-ca";

/** Creates a certificate authority that is valid for ten years. It takes a fraction of a millisecond. */
export function createAuthority(nowMs: number): Authority {
  const { privateKey, publicKey } = newKey();
  const certificate = signCertificate(
    {
      ...validity(nowMs, authorityDays),
      serialNumber: randomBytes(16),
      issuer: authorityName,
      subject: authorityName,
      publicKey,
      extensions: [basicConstraints(true), keyUsage(true), subjectKeyIdentifier(publicKey)],
    },
    privateKey,
  );
  return { name: authorityName, certificate, privateKey, publicKey };
}

/** The authority of a certificate and its key in PEM. Throws Error if they are not those of an authority, or have expired at `nowMs`. */
export function readAuthority(certificate: string, privateKey: string, nowMs: number): Authority {
  const parsed = new X509Certificate(certificate);
  const key = createPrivateKey(privateKey);
  if (!parsed.checkPrivateKey(key)) throw new Error("the key is not that of the certificate");
  if (!parsed.ca) throw new Error("the certificate is not that of an authority");
  if (Date.parse(parsed.validTo) <= nowMs) throw new Error(`the certificate has expired at ${parsed.validTo}`);
  const name = /(?:^|\n)CN=(.*)/.exec(parsed.subject)?.[1] ?? "";
  return { name, certificate, privateKey: key, publicKey: parsed.publicKey };
}

/** Signs a certificate for a new key, valid for a year. */
export function issueCertificate(
  authority: Authority,
  nowMs: number,
  content: Pick<CertificateContent, "subject" | "organization" | "extensions">,
): IssuedCertificate {
  const { privateKey, publicKey } = newKey();
  const certificate = signCertificate(
    {
      ...validity(nowMs, leafDays),
      ...content,
      issuer: authority.name,
      serialNumber: randomBytes(16),
      publicKey,
      extensions: [
        basicConstraints(false),
        keyUsage(false),
        ...content.extensions,
        authorityKeyIdentifier(authority.publicKey),
      ],
    },
    authority.privateKey,
  );
  return { caCertificate: authority.certificate, certificate, privateKey: toPem(privateKey) };
}

/** A private key in PEM (PKCS#8). */
export function toPem(privateKey: KeyObject): string {
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** A new ECDSA key on P-256. */
export function newKey(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** From a day ago, for clients whose clock is behind. */
function validity(nowMs: number, days: number) {
  return { notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + days * dayMs };
}
