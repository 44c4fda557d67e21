import type { SignatureAlgorithm } from "./algorithms.js";
import type { PublicKey } from "./public-key.js";
import { signatureFault } from "./verify.js";

/** A proof of possession of the private key. */
export interface ProofOfPossession {
  /** The public key. */
  readonly publicKey: Exclude<PublicKey, { readonly family: "unknown" }>;
  /** The signed bytes. */
  readonly signed: Uint8Array;
  /** The signature by the private key. */
  readonly signature: Uint8Array;
}

/**
 * Whether the signature is the key's: with SHA-256, RSA keys by RSASSA-PSS with a salt as long as the hash, or as long as possible (the
 * default of Go).
 */
export async function isPossessionProved({ publicKey, signed, signature }: ProofOfPossession): Promise<boolean> {
  for (const algorithm of algorithmsOf(publicKey)) {
    if ((await signatureFault({ signed, signature, algorithm, publicKey })) === undefined) return true;
  }
  return false;
}

function algorithmsOf(publicKey: ProofOfPossession["publicKey"]): readonly SignatureAlgorithm[] {
  switch (publicKey.family) {
    case "Ed25519":
      return [{ name: "Ed25519", family: "Ed25519" }];
    case "ECDSA":
      return [{ name: "ECDSA-SHA256", family: "ECDSA", hash: "SHA-256" }];
    case "RSA": {
      const pss = { name: "SHA256-RSAPSS", family: "RSA", hash: "SHA-256", isPss: true } as const;
      const hashBytes = 32;
      const longestSalt = Math.ceil((publicKey.modulusBits - 1) / 8) - hashBytes - 2;
      return [pss, { ...pss, saltBytes: longestSalt }];
    }
  }
}
