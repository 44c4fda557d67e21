import { element, integer, objectIdentifier, sequence, setOf } from "./der/encode.js";
import { extension, signedCertificate, signingAlgorithms } from "./issue.js";
import { type AlternativeNames, alternativeNamesElement, noAlternativeNames } from "./names/alternative-names.js";
import { type DistinguishedName, nameElement } from "./names/distinguished-name.js";
import { encodePem } from "./pem/encode.js";

/** A key of WebCrypto, whose types differ between browsers and servers. */
type Key = Parameters<typeof globalThis.crypto.subtle.sign>[1];

/** The content of a certificate request. */
export interface RequestedCertificate {
  /** The requested subject. */
  readonly subject: DistinguishedName;
  /** Default: none. */
  readonly alternativeNames?: Partial<AlternativeNames>;
  /**
   * The key pair of the certificate, from `crypto.subtle.generateKey`: ECDSA on P-256, P-384 or P-521, Ed25519, or
   * RSASSA-PKCS1-v1_5 with SHA-256.
   */
  readonly keys: { readonly privateKey: Key; readonly publicKey: Key };
}

/** Creates a certificate request, in PEM, as a kubelet or a user does. Rejects with WebCrypto's error. */
export async function createCertificateRequest(wanted: RequestedCertificate): Promise<string> {
  const { subject, alternativeNames = {}, keys } = wanted;
  const { subtle } = globalThis.crypto;
  const publicKey = new Uint8Array(await subtle.exportKey("spki", keys.publicKey));
  const names = alternativeNamesElement({ ...noAlternativeNames, ...alternativeNames });
  const hasNames = Object.values(alternativeNames).some((each) => each.length > 0);
  const attributes = hasNames ? [extensionRequest(extension("2.5.29.17", names))] : [];
  const signed = sequence(integer(Uint8Array.of(0)), nameElement(subject), publicKey, element(0xa0, ...attributes));
  const signing = signingOf(keys.privateKey);
  const signature = await subtle.sign(signing.parameters, keys.privateKey, new Uint8Array(signed));
  const bytes = signing.isPair ? pairOf(new Uint8Array(signature)) : new Uint8Array(signature);
  return encodePem("CERTIFICATE REQUEST", signedCertificate(signed, signing.algorithm, bytes));
}

function extensionRequest(...extensions: readonly Uint8Array[]): Uint8Array {
  return sequence(objectIdentifier("1.2.840.113549.1.9.14"), setOf(sequence(...extensions)));
}

const hashOfCurve = { "P-256": "SHA-256", "P-384": "SHA-384", "P-521": "SHA-512" } as const;

function signingOf({ algorithm }: Key) {
  const { name, namedCurve } = algorithm as { readonly name: string; readonly namedCurve?: keyof typeof hashOfCurve };
  if (name === "ECDSA" && namedCurve !== undefined) {
    const parameters = { name, hash: hashOfCurve[namedCurve] };
    return { algorithm: signingAlgorithms[namedCurve], parameters, isPair: true };
  }
  return { algorithm: signingAlgorithms[name === "Ed25519" ? "Ed25519" : "RSA"], parameters: { name }, isPair: false };
}

/** WebCrypto concatenates the two numbers of an ECDSA signature. */
function pairOf(joined: Uint8Array): Uint8Array {
  const half = joined.length / 2;
  return sequence(integer(joined.subarray(0, half)), integer(joined.subarray(half)));
}
