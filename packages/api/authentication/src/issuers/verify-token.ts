import { goQuote } from "@engenho/machinery";
import { goList } from "../jwt/go-list.js";
import { type ParsedToken, parseToken, unverifiedClaims } from "../jwt/parse-token.js";
import { type Claims, claimOf, hasClaim, mapOf, mismatch, textOf, textsOf } from "./go-claims.js";
import { IssuerTokenError } from "./issuer-error.js";
import type { RemoteKeys } from "./remote-keys.js";

/** The requirements for tokens. */
export interface TokenRules {
  /** The required issuer. */
  readonly issuer: string;
  /** The accepted audiences; never empty. */
  readonly audiences: readonly string[];
  /** The accepted signature algorithms. */
  readonly algorithms: readonly string[];
}

/** A verified token. */
export interface IssuedToken {
  readonly claims: Claims;
  /** Its expiry, in milliseconds since 1970. */
  readonly expiresAtMs: number;
  /** Whether the key set is still the one that verified it. */
  readonly isCurrent: () => boolean;
}

/** The maximum length of a token, in characters. */
const maxTokenLength = 256 * 1024;
/** The tolerated clock skew for `nbf`, as upstream. */
const leewayMs = 60_000;
/** Go's zero time. */
const zeroTime = "0001-01-01 00:00:00 +0000 UTC";

const google = "https://accounts.google.com";
const googleWithoutScheme = "accounts.google.com";

/** The unverified claim `iss` of a token; undefined if it is no JWT in compact form. */
export function untrustedIssuer(token: string): string | undefined {
  if (token.length > maxTokenLength) return undefined;
  const claims = unverifiedClaims(token);
  if (claims === undefined) return undefined;
  const issuer = claimOf(claims, "iss") ?? "";
  if (typeof issuer !== "string") return undefined;
  return issuer === googleWithoutScheme ? google : issuer;
}

/**
 * Verifies a token: its claims first, because that is cheap, and then its signature, which may fetch keys (upstream: go-oidc
 * IDTokenVerifier.Verify). Rejects with IssuerTokenError.
 */
export async function verifyToken(
  token: string,
  rules: TokenRules,
  { keys, nowMs }: { readonly keys: Pick<RemoteKeys, "verify">; readonly nowMs: number },
): Promise<IssuedToken> {
  const parsed = token.length > maxTokenLength ? undefined : parseToken(token);
  const claims = parsed === undefined ? undefined : unverifiedClaims(token);
  if (parsed === undefined || claims === undefined) throw new IssuerTokenError("oidc: malformed jwt");
  try {
    checkSources(claims);
    checkIssuer(claims, rules.issuer);
    checkAudiences(claims, rules.audiences);
    const expiresAtMs = checkTimes(claims, nowMs);
    checkAlgorithm(parsed, rules.algorithms);
    const isCurrent = await keys.verify(parsed).catch((error: Error) => {
      throw new Error(`failed to verify signature: ${error.message}`);
    });
    return { claims, expiresAtMs, isCurrent };
  } catch (error) {
    throw new IssuerTokenError((error as Error).message);
  }
}

/** Each distributed claim must have a source. */
function checkSources(claims: Claims): void {
  const names = decoded(() => mapOf(claimOf(claims, "_claim_names") ?? null, textOf, "string"));
  const sources = decoded(() =>
    mapOf(claimOf(claims, "_claim_sources") ?? null, (source) => source, "oidc.claimSource"),
  );
  for (const source of names.values()) {
    if (source === "") throw new Error("oidc: failed to obtain source from claim name");
    if (!sources.has(source)) throw new Error("oidc: source does not exist");
  }
}

function checkIssuer(claims: Claims, expected: string): void {
  const issuer = decoded(() => textOf(claimOf(claims, "iss") ?? ""));
  if (issuer === expected || (expected === google && issuer === googleWithoutScheme)) return;
  throw new Error(
    `oidc: id token issued by a different provider, expected ${goQuote(expected)} got ${goQuote(issuer)}`,
  );
}

function checkAudiences(claims: Claims, expected: readonly string[]): void {
  const audiences = decoded(() => textsOf(claimOf(claims, "aud") ?? null));
  if (audiences.some((audience) => expected.includes(audience))) return;
  const [single = ""] = expected;
  const wanted = expected.length === 1 ? goQuote(single) : `in ${goList([...expected].sort())}`;
  throw new Error(`oidc: expected audience ${wanted} got ${goList(audiences)}`);
}

/** Checks `exp`, which is required, and `nbf`. Returns the expiry. */
function checkTimes(claims: Claims, nowMs: number): number {
  const expiresAtMs = decoded(() => timeOf(claims, "exp"));
  if (expiresAtMs === undefined || expiresAtMs < nowMs) {
    throw new Error(`oidc: token is expired (Token Expiry: ${goTime(expiresAtMs)})`);
  }
  const notBeforeMs = decoded(() => timeOf(claims, "nbf"));
  if (notBeforeMs !== undefined && nowMs + leewayMs < notBeforeMs) {
    throw new Error(`oidc: current time ${goTime(nowMs)} before the nbf (not before) time: ${goTime(notBeforeMs)}`);
  }
  return expiresAtMs;
}

function checkAlgorithm({ algorithm }: ParsedToken, expected: readonly string[]): void {
  if (expected.includes(algorithm)) return;
  throw new Error(
    `oidc: id token signed with unsupported algorithm, expected ${goList(expected)} got ${goQuote(algorithm)}`,
  );
}

/** A claim in seconds as milliseconds; undefined if there is none. */
function timeOf(claims: Claims, name: string): number | undefined {
  if (!hasClaim(claims, name)) return undefined;
  const value = claims[name];
  if (value === null) return undefined;
  const seconds = typeof value === "string" && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isSafeInteger(Math.trunc(seconds))) throw mismatch(value, "json.Number");
  return Math.trunc(seconds) * 1000;
}

function decoded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`oidc: failed to unmarshal claims: ${(error as Error).message}`);
  }
}

/** A time as Go prints it, in UTC and whole seconds. */
function goTime(ms: number | undefined): string {
  const date = new Date(ms ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return zeroTime;
  return `${date.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}
