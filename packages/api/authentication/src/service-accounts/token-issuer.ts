import { type RandomSource, systemRandom, type TokenIssuer } from "@engenho/core";
import type { SigningKey } from "../jwt/keys.js";
import { defaultAudience } from "../port/authenticator.js";
import { issueToken } from "./issue-token.js";

/** Options of {@link createTokenIssuer}. */
export interface TokenIssuerOptions {
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** The key that signs them; called for each token. */
  readonly key: () => SigningKey;
  /** See core's TokenIssuer. Default `["https://kubernetes.default.svc.cluster.local"]`. */
  readonly audiences?: readonly string[];
  /** See core's TokenIssuer. Default: no limit. */
  readonly maxExpirationSeconds?: number | undefined;
  /** See core's TokenIssuer. Default true, as upstream. */
  readonly extendExpiration?: boolean;
  /** Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
}

/** Creates an issuer of ServiceAccount tokens. */
export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { issuer, key, audiences = [defaultAudience], maxExpirationSeconds, extendExpiration = true } = options;
  const { random = systemRandom } = options;
  return {
    audiences,
    maxExpirationSeconds,
    extendExpiration,
    issue(token) {
      const id = random.uuid();
      return { id, token: issueToken({ ...token, issuer, id }, key()) };
    },
  };
}
