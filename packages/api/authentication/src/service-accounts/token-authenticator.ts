import {
  type Clock,
  consoleLogger,
  type Logger,
  LruMap,
  type Store,
  systemClock,
  type TokenBinding,
  type User,
} from "@engenho/core";
import { goList } from "../jwt/go-list.js";
import type { VerificationKey } from "../jwt/keys.js";
import { parseToken, unverifiedClaims } from "../jwt/parse-token.js";
import { isSignedBy } from "../jwt/signatures.js";
import {
  type Authentication,
  defaultAudience,
  intersection,
  type TokenAudiences,
  type TokenAuthenticator,
  unknown,
} from "../port/authenticator.js";
import { tokenHash } from "../tokens/token-hash.js";
import { checkBoundToken } from "./check-bound-token.js";
import { checkLegacyClaims, checkLegacyToken } from "./check-legacy-token.js";
import {
  boundClaims,
  ClaimTypeError,
  type CommonClaims,
  commonClaims,
  type LegacyClaims,
  legacyClaims,
  legacyIssuer,
} from "./claims.js";
import { TokenError } from "./token-error.js";
import { tokenExtra, tokenUser } from "./token-user.js";

/** Options of {@link serviceAccountTokens}. */
export interface ServiceAccountTokensOptions {
  /** The store with ServiceAccounts and the objects that tokens are bound to. */
  readonly store: Store;
  /** The keys that verify tokens. */
  readonly keys: readonly VerificationKey[];
  /** The issuers whose tokens are accepted, in addition to the tokens of Secrets. */
  readonly issuers: readonly string[];
  /** The audiences of the API server, for which Secrets' tokens are valid. */
  readonly audiences?: readonly string[];
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Logs failures to record the use of a Secret's token. Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/** The maximum total length of cached tokens: 8,000 tokens of the usual length. */
const maxVerifiedCharacters = 8 * 1024 * 1024;

/** The prefix of upstream's audit annotations about tokens. */
const annotations = "authentication.k8s.io/";

/** A token whose signature and issuer have been verified. */
interface VerifiedToken {
  /** The length of the token. */
  readonly length: number;
  readonly common: CommonClaims;
  readonly user: User;
  /** One of the two. */
  readonly bound: TokenBinding | undefined;
  readonly legacy: LegacyClaims | undefined;
}

/**
 * Authenticates the tokens of ServiceAccounts: those that were issued by TokenRequests and those in Secrets (upstream:
 * pkg/serviceaccount jwt.go). The signature of a token is verified once; its times, its audiences and the objects that
 * it is bound to are checked at each request.
 */
export function serviceAccountTokens(options: ServiceAccountTokensOptions): TokenAuthenticator {
  const { store, keys, audiences: own = [defaultAudience], clock = systemClock, logger = consoleLogger } = options;
  const issuers = new Set([...options.issuers, legacyIssuer]);
  const verified = new LruMap<string, VerifiedToken>(maxVerifiedCharacters, ({ length }) => length);

  function verify(token: string): VerifiedToken | undefined {
    const claims = unverifiedClaims(token);
    if (claims === undefined || typeof claims.iss !== "string" || !issuers.has(claims.iss)) return undefined;
    const parsed = parseToken(token);
    if (parsed === undefined) return undefined;
    const { keyId } = parsed;
    const candidates = keyId === "" ? keys : keys.filter(({ id }) => id === keyId);
    if (candidates.length === 0) throw new TokenError("invalid signature, no keys found");
    const { algorithm, signed, signature } = parsed;
    const isSigned = candidates.some((key) => key.algorithm === algorithm && isSignedBy(key, signed, signature));
    if (!isSigned) throw new TokenError("go-jose/go-jose: error in cryptographic primitive");
    return read(claims, token.length);
  }

  async function check(
    token: string,
    known: VerifiedToken,
    { audiences: requested, onWarning, onAnnotation }: TokenAudiences,
  ): Promise<Authentication> {
    const { common, bound, legacy, user } = known;
    const meantFor = common.audiences.length === 0 ? own : common.audiences;
    const audiences = intersection(meantFor, requested);
    if (audiences.length === 0) {
      throw new TokenError(
        `token audiences ${goList(meantFor)} is invalid for the target audiences ${goList(requested)}`,
      );
    }
    if (common.audiences.length === 0) onAnnotation?.(`${annotations}legacy-token`, common.subject);
    if (bound !== undefined) {
      const nowMs = clock.now();
      await checkBoundToken(store, { common, bound, nowMs });
      const overdue = Math.floor(nowMs / 1000) - (bound.warnAfter || Number.POSITIVE_INFINITY);
      if (overdue > 0) {
        const value = `subject: ${common.subject}, seconds after warning threshold: ${overdue}`;
        onAnnotation?.(`${annotations}stale-token`, value);
      }
    }
    if (legacy !== undefined) {
      await checkLegacyToken(store, { token, legacy, onWarning, onAnnotation, nowMs: clock.now(), logger });
    }
    return { user, audiences };
  }

  return {
    async authenticateToken(token, request) {
      const { hashOf = tokenHash } = request;
      const hash = hashOf(token);
      try {
        let known = verified.get(hash);
        if (known === undefined) {
          known = verify(token);
          if (known === undefined) return unknown;
          verified.set(hash, known);
        }
        return await check(token, known, request);
      } catch (error) {
        if (error instanceof TokenError) return { user: undefined, error: error.message };
        throw error;
      }
    },
  };
}

/** Reads the claims of a token that has been verified. Throws TokenError. */
function read(claims: Readonly<Record<string, unknown>>, length: number): VerifiedToken {
  try {
    const common = commonClaims(claims);
    if (common.issuer === legacyIssuer) {
      const legacy = legacyClaims(claims);
      checkLegacyClaims(common.subject, legacy);
      const { namespace, serviceAccountName: name, serviceAccountUid: uid } = legacy;
      return { length, common, user: tokenUser({ namespace, name, uid }), bound: undefined, legacy };
    }
    const bound = boundClaims(claims);
    const { namespace, serviceAccount } = bound;
    const account = { namespace, name: serviceAccount.name, uid: serviceAccount.uid ?? "" };
    return { length, common, user: tokenUser(account, tokenExtra(bound, common.id)), bound, legacy: undefined };
  } catch (error) {
    if (error instanceof ClaimTypeError) throw new TokenError(error.message);
    throw error;
  }
}
