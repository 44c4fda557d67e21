import type { RequestedToken, TokenReference } from "@engenho/core";
import type { SigningKey } from "../jwt/keys.js";
import { signToken } from "../jwt/signatures.js";
import { legacyTokenClaims } from "./claims.js";
import { serviceAccountUser } from "./names.js";

/** A token to be issued. */
export interface TokenContent extends RequestedToken {
  /** The URL of the API server as the issuer of tokens: the claim `iss`. */
  readonly issuer: string;
  /** The ID of the token: the claim `jti`. */
  readonly id: string;
}

/** Signs a bound token (upstream: serviceaccount.Claims and JWTTokenGenerator). `warnAfter` is in seconds since 1970. */
export function issueToken(content: TokenContent, key: SigningKey): string {
  const { issuer, audiences, nowMs, expirationSeconds, id, namespace, serviceAccount } = content;
  const now = Math.floor(nowMs / 1000);
  return signToken(
    {
      aud: audiences,
      exp: now + expirationSeconds,
      iat: now,
      iss: issuer,
      jti: id,
      "kubernetes.io": {
        namespace,
        node: claimOf(content.node),
        pod: claimOf(content.pod),
        secret: claimOf(content.secret),
        serviceaccount: claimOf(serviceAccount),
        warnafter: content.warnAfter,
      },
      nbf: now,
      sub: serviceAccountUser({ namespace, name: serviceAccount.name }),
    },
    key,
  );
}

function claimOf(claim: TokenReference | undefined): object | undefined {
  return claim === undefined ? undefined : { name: claim.name, uid: claim.uid };
}

/** The token of a Secret of type `kubernetes.io/service-account-token`: it is valid for as long as the Secret holds it. */
export function issueSecretToken({ namespace, name, uid, secretName }: SecretTokenContent, key: SigningKey): string {
  const legacy = { namespace, secretName, serviceAccountName: name, serviceAccountUid: uid };
  return signToken(legacyTokenClaims(legacy, serviceAccountUser({ namespace, name })), key);
}

/** The ServiceAccount and the Secret of a token. */
export interface SecretTokenContent {
  /** The namespace of both. */
  readonly namespace: string;
  /** The ServiceAccount's name. */
  readonly name: string;
  /** The ServiceAccount's UID. One that is created anew under the same name has another, so that the token is refused. */
  readonly uid: string;
  /** The Secret that holds the token; without it the token is no longer valid. */
  readonly secretName: string;
}
