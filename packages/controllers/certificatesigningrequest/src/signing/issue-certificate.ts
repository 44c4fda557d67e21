import type { RandomSource } from "@engenho/core";
import {
  alternativeNames,
  alternativeNamesElement,
  authorityKeyIdentifier,
  basicConstraints,
  type Certificate,
  type CertificateRequest,
  certificatesOfPem,
  certificateToSign,
  encodePem,
  extendedKeyUsage,
  keyUsage,
  nameElement,
  signatureFault,
  signedCertificate,
  signingAlgorithms,
} from "@engenho/x509";
import { certificateUsages } from "../usages.js";
import type { CertificateAuthority } from "./authority.js";

/** What a certificate is issued with. */
export interface Issue {
  readonly request: CertificateRequest;
  readonly usages: readonly string[];
  /** How long it is valid, in milliseconds. */
  readonly durationMs: number;
  readonly nowMs: number;
  readonly random: RandomSource;
}

/** Certificates are valid for some time before they are issued, for clocks that are behind. */
const backdateMs = 5 * 60_000;
/** The end of certificates that live shorter is not moved to the front with their beginning. */
const shortMs = 8 * 3_600_000;

/**
 * Issues a certificate, in PEM, with the subject, the names and the key of the request (upstream:
 * pkg/controller/certificates/authority). It is not a CA certificate, and does not outlive the one that signs it.
 * Throws Error if it cannot be issued.
 */
export async function issueCertificate(authority: CertificateAuthority, issue: Issue): Promise<string> {
  const { request, random } = issue;
  const fault = await signatureFault(request);
  if (fault !== undefined) throw new Error(`unable to verify certificate request signature: ${fault}`);
  const [issuer, ...others] = certificatesOfPem(authority.certificate);
  if (issuer === undefined || others.length > 0) {
    throw new Error(`expected 1 certificate of the authority, found ${issuer === undefined ? 0 : 1 + others.length}`);
  }
  const algorithm = signingAlgorithms[authority.algorithm];
  const subject = nameElement(request.subject);
  const signed = certificateToSign(
    {
      serialNumber: serialNumber(random),
      issuer: issuer.rawSubject,
      subject,
      ...validity(issue, issuer),
      publicKey: request.publicKey.spki,
      extensions: extensionsOf(issue, issuer),
    },
    algorithm,
  );
  return encodePem("CERTIFICATE", signedCertificate(signed, algorithm, await authority.sign(signed)));
}

/** 16 random bytes. */
function serialNumber(random: RandomSource): Uint8Array {
  const digits = random.uuid().replaceAll("-", "");
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Upstream: PermissiveSigningPolicy. */
function validity({ durationMs, nowMs }: Issue, issuer: Certificate) {
  const notBeforeMs = nowMs - backdateMs;
  const endMs = nowMs + durationMs - (durationMs < shortMs ? 0 : backdateMs);
  const notAfter = goTime(issuer.notAfterMs);
  if (notBeforeMs >= issuer.notAfterMs) throw new Error(`the signer has expired: NotAfter=${notAfter}`);
  if (nowMs >= issuer.notAfterMs) {
    throw new Error(`refusing to sign a certificate that expired in the past: NotAfter=${notAfter}`);
  }
  return { notBeforeMs, notAfterMs: Math.min(endMs, issuer.notAfterMs) };
}

/** A time in seconds as Go prints it: `2025-01-01 00:00:00 +0000 UTC`. */
function goTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}

function extensionsOf({ request, usages }: Issue, { subjectKeyId }: Certificate): readonly Uint8Array[] {
  const { keyUsages, purposes } = certificateUsages(usages);
  const { subject, alternativeNames: names } = request;
  const hasNames = Object.values(names).some((each) => each.length > 0);
  return [
    ...(keyUsages.length === 0 ? [] : [keyUsage(keyUsages)]),
    ...(purposes.length === 0 ? [] : [extendedKeyUsage(purposes)]),
    basicConstraints(false),
    ...(subjectKeyId === undefined ? [] : [authorityKeyIdentifier(subjectKeyId)]),
    ...(hasNames ? [alternativeNames(alternativeNamesElement(names), Object.keys(subject).length === 0)] : []),
  ];
}
