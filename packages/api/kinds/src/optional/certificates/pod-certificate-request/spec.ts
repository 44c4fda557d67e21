import { byteLength, type Causes, dns1123SubdomainFaults } from "@engenho/machinery";
import { isPossessionProved, type PublicKey, parsePublicKey } from "@engenho/x509";
import { checkSignerName } from "../../../certificates/certificate-signing-request/signer-name.js";
import type { PodCertificateRequest } from "./strategy.js";

type Spec = NonNullable<PodCertificateRequest["spec"]>;
type KnownKey = Exclude<PublicKey, { readonly family: "unknown" }>;

const longestUid = 128;
const longestKey = 10 * 1024;
const longestProof = 10 * 1024;
const hourSeconds = 3600;
const leastSeconds = hourSeconds;
const mostSeconds = 91 * 24 * hourSeconds;
const mostSecondsOfKubernetes = 24 * hourSeconds;

/** Whom a request is about: the fields with the name and the uid of each. */
const subjects = [
  ["podName", "podUID"],
  ["serviceAccountName", "serviceAccountUID"],
  ["nodeName", "nodeUID"],
] as const;

/** Checks everything but the proof of possession; whether that is still to be checked. */
export function checkSpec(spec: Spec, causes: Causes): boolean {
  const { signerName = "", maxExpirationSeconds } = spec;
  checkSignerName("spec.signerName", signerName, causes);
  for (const [nameField, uidField] of subjects) {
    const { [nameField]: name = "", [uidField]: uid = "" } = spec;
    causes.invalidEach(`spec.${nameField}`, name, dns1123SubdomainFaults(name));
    if (uid === "") causes.invalid(`spec.${uidField}`, uid, "must not be empty");
    if (byteLength(uid) > longestUid) causes.tooLong(`spec.${uidField}`, longestUid);
  }
  if (maxExpirationSeconds === undefined) {
    causes.required("spec.maxExpirationSeconds", "must be set");
    return false;
  }
  const most = isOfKubernetes(signerName) ? mostSecondsOfKubernetes : mostSeconds;
  if (maxExpirationSeconds < leastSeconds || maxExpirationSeconds > most) {
    const detail = `must be in the range [${leastSeconds}, ${most}]`;
    causes.invalid("spec.maxExpirationSeconds", maxExpirationSeconds, detail);
  }
  if (bytesOf(spec.pkixPublicKey).length > longestKey) {
    causes.tooLong("spec.pkixPublicKey", longestKey);
    return false;
  }
  if (bytesOf(spec.proofOfPossession).length > longestProof) {
    causes.tooLong("spec.proofOfPossession", longestProof);
    return false;
  }
  return true;
}

/** Checks the public key, and that the uid of the pod is signed with the private one. */
export async function checkProof(spec: Spec, causes: Causes): Promise<void> {
  const { podUID = "", pkixPublicKey = "", proofOfPossession } = spec;
  const publicKey = keyOf(pkixPublicKey);
  if (publicKey === undefined) {
    causes.invalid("spec.pkixPublicKey", pkixPublicKey, "must be a valid PKIX-serialized public key");
    return;
  }
  if (publicKey.family === "RSA" && publicKey.modulusBits !== 3072 && publicKey.modulusBits !== 4096) {
    const size = `${Math.ceil(publicKey.modulusBits / 8) * 8}-bit modulus`;
    causes.invalid("spec.pkixPublicKey", size, "RSA keys must have modulus size 3072 or 4096");
    return;
  }
  const signed = new TextEncoder().encode(podUID);
  if (await isPossessionProved({ publicKey, signed, signature: bytesOf(proofOfPossession) })) return;
  causes.invalidWithoutValue("spec.proofOfPossession", "could not verify proof-of-possession signature");
}

/** The key in the bytes of a request; undefined for none that is known. */
export function keyOf(base64: string | undefined): KnownKey | undefined {
  try {
    return parsePublicKey(bytesOf(base64));
  } catch {
    return undefined;
  }
}

/** Decoding has checked that it is base64. */
function bytesOf(base64: string | undefined): Uint8Array {
  return Uint8Array.from(atob(base64 ?? ""), (character) => character.charCodeAt(0));
}

/** Upstream: IsKubernetesSignerName. */
function isOfKubernetes(signerName: string): boolean {
  const [host = ""] = signerName.split("/");
  return host === "kubernetes.io" || host.endsWith(".kubernetes.io");
}
