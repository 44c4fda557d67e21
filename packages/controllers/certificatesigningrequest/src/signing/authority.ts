import type { signingAlgorithms } from "@engenho/x509";

/** A certificate authority that signs for a signer. */
export interface CertificateAuthority {
  /** Its certificate, in PEM. */
  readonly certificate: string;
  /** The algorithm of its key: RSA signs with SHA-256, each curve with the hash of its size. */
  readonly algorithm: keyof typeof signingAlgorithms;
  /** Signs bytes. The signature of an ECDSA key is the ASN.1 sequence of its two numbers. */
  readonly sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}
