import type { VerificationKey } from "../jwt/keys.js";

/** Options of the OpenID documents, with which relying parties verify ServiceAccount tokens. */
export interface OpenIdOptions {
  /** The URL in the claim `iss` of tokens. */
  readonly issuer: string;
  /** Where relying parties find the key set. */
  readonly keySetUri: string;
  /** The keys by which tokens are verified; the documents show their public halves. */
  readonly keys: readonly VerificationKey[];
}

/** A document with the headers that upstream sends (pkg/routes/openidmetadata.go). */
export interface OpenIdDocument {
  /** The Content-Type header. */
  readonly contentType: string;
  /** The Cache-Control header: an hour. */
  readonly cacheControl: string;
  /** JSON. */
  readonly body: string;
}

const cacheControl = "public, max-age=3600";

/** The OpenID provider configuration of an issuer. */
export function openIdConfiguration({ issuer, keySetUri, keys }: OpenIdOptions): OpenIdDocument {
  const body = JSON.stringify({
    issuer,
    jwks_uri: keySetUri,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(keys.map(({ algorithm }) => algorithm))].sort(),
  });
  return { contentType: "application/json", cacheControl, body };
}

/** The public keys of an issuer as a JSON Web Key Set. */
export function keySet(keys: readonly VerificationKey[]): OpenIdDocument {
  const body = JSON.stringify({
    keys: keys.map(({ id, algorithm, key }) => {
      const { kty, crv, x, y, n, e } = key.export({ format: "jwk" });
      return { use: "sig", kty, kid: id, crv, alg: algorithm, x, y, n, e };
    }),
  });
  return { contentType: "application/jwk-set+json", cacheControl, body };
}
