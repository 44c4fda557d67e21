import { type RandomSource, systemRandom } from "@engenho/core";
import type { SigningKey } from "../jwt/keys.js";
import { defaultAudience } from "../port/authenticator.js";
import { issueToken, type TokenContent } from "./issue-token.js";

/** A token that a TokenRequest asks for: what it says, and for how long it is valid. */
export type RequestedToken = Omit<TokenContent, "issuer" | "random">;

/** Issues the tokens that TokenRequests ask for. */
export interface TokenIssuer {
  /** The audiences of a token that is requested without any: the API server's. */
  readonly audiences: readonly string[];
  /** Longer lifetimes are shortened to this, in seconds. Undefined: no limit. */
  readonly maxExpirationSeconds: number | undefined;
  /** Whether the tokens that kubelets request for Pods live for a year, and only warn after the requested lifetime. */
  readonly extendExpiration: boolean;
  /** Signs a token. */
  issue(token: RequestedToken): string;
}

/** Options of {@link createTokenIssuer}. */
export interface TokenIssuerOptions {
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** The key that signs them; called for each token. */
  readonly key: () => SigningKey;
  /** See {@link TokenIssuer}. Default `["https://kubernetes.default.svc.cluster.local"]`. */
  readonly audiences?: readonly string[];
  /** See {@link TokenIssuer}. Default: no limit. */
  readonly maxExpirationSeconds?: number | undefined;
  /** See {@link TokenIssuer}. Default true, as upstream. */
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
    issue: (token) => issueToken({ ...token, issuer, random }, key()),
  };
}
