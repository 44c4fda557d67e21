import type { TokenBinding, TokenReference } from "@engenho/core";

/** The claims that every token may have; times in seconds since 1970. */
export interface CommonClaims {
  readonly issuer: string;
  readonly subject: string;
  /** Empty for legacy tokens, which are valid for the API server. */
  readonly audiences: readonly string[];
  readonly expiry?: number | undefined;
  readonly notBefore?: number | undefined;
  readonly issuedAt?: number | undefined;
  /** `jti`; empty if the token has none. */
  readonly id: string;
}

/** The claims of the token in a Secret of type `kubernetes.io/service-account-token`. Missing claims are empty. */
export interface LegacyClaims {
  readonly namespace: string;
  readonly secretName: string;
  readonly serviceAccountName: string;
  readonly serviceAccountUid: string;
}

/** The issuer of the tokens in Secrets. */
export const legacyIssuer = "kubernetes/serviceaccount";

const legacyPrefix = "kubernetes.io/serviceaccount/";

type Fields = Readonly<Record<string, unknown>>;

/** A claim has a type that it may not have. */
export class ClaimTypeError extends Error {
  override readonly name = "ClaimTypeError";
}

/** Reads the claims of RFC 7519. Throws ClaimTypeError. */
export function commonClaims(claims: Fields): CommonClaims {
  const { aud } = claims;
  return {
    issuer: text(claims, "iss"),
    subject: text(claims, "sub"),
    audiences: typeof aud === "string" ? [aud] : texts(aud),
    expiry: seconds(claims, "exp"),
    notBefore: seconds(claims, "nbf"),
    issuedAt: seconds(claims, "iat"),
    id: text(claims, "jti"),
  };
}

/** Reads the private claims of a bound token. Throws ClaimTypeError. */
export function boundClaims(claims: Fields): TokenBinding {
  const own = fields(claims["kubernetes.io"]);
  return {
    namespace: text(own, "namespace"),
    serviceAccount: reference(own.serviceaccount) ?? { name: "" },
    pod: reference(own.pod),
    secret: reference(own.secret),
    node: reference(own.node),
    warnAfter: seconds(own, "warnafter"),
  };
}

/** Reads the private claims of a Secret's token. Throws ClaimTypeError. */
export function legacyClaims(claims: Fields): LegacyClaims {
  return {
    namespace: text(claims, `${legacyPrefix}namespace`),
    secretName: text(claims, `${legacyPrefix}secret.name`),
    serviceAccountName: text(claims, `${legacyPrefix}service-account.name`),
    serviceAccountUid: text(claims, `${legacyPrefix}service-account.uid`),
  };
}

/** The claims of the token in a Secret, in the order in which they are written. */
export function legacyTokenClaims(legacy: LegacyClaims, subject: string): object {
  return {
    iss: legacyIssuer,
    [`${legacyPrefix}namespace`]: legacy.namespace,
    [`${legacyPrefix}secret.name`]: legacy.secretName,
    [`${legacyPrefix}service-account.name`]: legacy.serviceAccountName,
    [`${legacyPrefix}service-account.uid`]: legacy.serviceAccountUid,
    sub: subject,
  };
}

function reference(value: unknown): TokenReference | undefined {
  if (value === undefined || value === null) return undefined;
  const own = fields(value);
  return { name: text(own, "name"), uid: text(own, "uid") };
}

function fields(value: unknown): Fields {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw new ClaimTypeError("a claim is not an object");
  return value as Fields;
}

function text(of: Fields, name: string): string {
  const value = Object.hasOwn(of, name) ? of[name] : undefined;
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new ClaimTypeError(`the claim ${name} is not a string`);
  return value;
}

function texts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string")) {
    throw new ClaimTypeError("the claim aud is neither a string nor a list of strings");
  }
  return value;
}

function seconds(of: Fields, name: string): number | undefined {
  const value = Object.hasOwn(of, name) ? of[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number") throw new ClaimTypeError(`the claim ${name} is not a number`);
  return Math.trunc(value);
}
