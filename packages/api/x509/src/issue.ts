import {
  bitString,
  booleanTrue,
  element,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  time,
} from "./der/encode.js";

/** The content of a certificate (RFC 5280, version 3), in DER where it is bytes. */
export interface CertificateContent {
  /** At most 20 bytes; unique per issuer. */
  readonly serialNumber: Uint8Array;
  /** The name of the issuer. */
  readonly issuer: Uint8Array;
  /** The name of the subject. */
  readonly subject: Uint8Array;
  /** Unix milliseconds. */
  readonly notBeforeMs: number;
  /** Unix milliseconds. */
  readonly notAfterMs: number;
  /** The SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** In their order. */
  readonly extensions: readonly Uint8Array[];
}

/** The algorithms with which certificates are signed here, as AlgorithmIdentifiers (Go: signingParamsForKey). */
export const signingAlgorithms = {
  RSA: sequence(objectIdentifier("1.2.840.113549.1.1.11"), nullValue()),
  "P-256": sequence(objectIdentifier("1.2.840.10045.4.3.2")),
  "P-384": sequence(objectIdentifier("1.2.840.10045.4.3.3")),
  "P-521": sequence(objectIdentifier("1.2.840.10045.4.3.4")),
  Ed25519: sequence(objectIdentifier("1.3.101.112")),
} as const;

/** The part of a certificate that its issuer signs. `algorithm` is one of {@link signingAlgorithms}. */
export function certificateToSign(content: CertificateContent, algorithm: Uint8Array): Uint8Array {
  const version3 = element(0xa0, integer(Uint8Array.of(2)));
  return sequence(
    version3,
    integer(content.serialNumber),
    algorithm,
    content.issuer,
    sequence(time(content.notBeforeMs), time(content.notAfterMs)),
    content.subject,
    content.publicKey,
    element(0xa3, sequence(...content.extensions)),
  );
}

/** The certificate, in DER, of {@link certificateToSign} and its signature. */
export function signedCertificate(signed: Uint8Array, algorithm: Uint8Array, signature: Uint8Array): Uint8Array {
  return sequence(signed, algorithm, bitString(signature));
}

/** An extension of a certificate; `content` is the value before it becomes an octet string. */
export function extension(identifier: string, content: Uint8Array, isCritical = false): Uint8Array {
  return sequence(objectIdentifier(identifier), ...(isCritical ? [booleanTrue()] : []), octetString(content));
}

/** Basic constraints: a CA for end entity certificates only, or not a CA. */
export function basicConstraints(isAuthority: boolean): Uint8Array {
  const content = isAuthority ? sequence(booleanTrue(), integer(Uint8Array.of(0))) : sequence();
  return extension("2.5.29.19", content, true);
}

/** Key usage. The bits are counted from 0, digitalSignature, to 8, decipherOnly; at least one is given. */
export function keyUsage(bits: Iterable<number>): Uint8Array {
  const bytes = [0, 0];
  let last = 0;
  for (const bit of bits) {
    bytes[bit >> 3] = (bytes[bit >> 3] as number) | (0x80 >> (bit & 7));
    last = Math.max(last, bit);
  }
  const used = Uint8Array.from(bytes.slice(0, (last >> 3) + 1));
  return extension("2.5.29.15", bitString(used, 7 - (last & 7)), true);
}

/** Extended key usage, by the identifiers of the purposes. */
export function extendedKeyUsage(identifiers: readonly string[]): Uint8Array {
  return extension("2.5.29.37", sequence(...identifiers.map(objectIdentifier)));
}

/** Authority key identifier: which of the issuer's keys has signed the certificate. */
export function authorityKeyIdentifier(keyId: Uint8Array): Uint8Array {
  return extension("2.5.29.35", sequence(element(0x80, keyId)));
}

/** Subject key identifier: distinguishes the keys of one subject. */
export function subjectKeyIdentifier(keyId: Uint8Array): Uint8Array {
  return extension("2.5.29.14", octetString(keyId));
}

/** Subject alternative names, of `alternativeNamesElement`; critical if the subject is empty. */
export function alternativeNames(names: Uint8Array, isCritical = false): Uint8Array {
  return extension("2.5.29.17", names, isCritical);
}
