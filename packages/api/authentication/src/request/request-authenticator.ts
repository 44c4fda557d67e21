import { type Clock, systemClock } from "@engenho/core";
import { andThen, isPending, type MaybePromise } from "@engenho/machinery";
import {
  type Authentication,
  type Authenticator,
  type Credentials,
  defaultAudience,
  intersection,
  invalidBearerToken,
  type TokenAudiences,
  type TokenAuthenticator,
  unknown,
} from "../port/authenticator.js";
import { connectionHashing, type TokenHashing } from "../tokens/token-hash.js";
import { bearerTokenOf } from "./bearer-header.js";
import { certificateUser } from "./certificate-user.js";
import { type FrontProxyOptions, frontProxyUser, isSignedBy } from "./front-proxy.js";
import { webSocketToken } from "./web-socket-token.js";

/** Options of {@link createAuthenticator}. */
export interface AuthenticatorOptions {
  /** The authenticators of bearer tokens, in the order in which they are asked. Default: none. */
  readonly tokens?: readonly TokenAuthenticator[];
  /** The audiences of this API server. Default `["https://kubernetes.default.svc.cluster.local"]`. */
  readonly audiences?: readonly string[];
  /**
   * The SHA-256 hashes, in lower-case hexadecimal, of the authorities of users' certificates. Default: all that the
   * server trusts.
   */
  readonly clientAuthorities?: (() => ReadonlySet<string>) | undefined;
  /** Accepts users that front proxies name in headers. Default: there are no front proxies. */
  readonly frontProxy?: FrontProxyOptions | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/**
 * Authenticates requests by a front proxy's headers, or else by client certificate, or else by bearer token (upstream:
 * authenticator.Config.New). The first method that accepts the credentials decides; invalid credentials of one method
 * do not prevent the next one, and are part of the error if none accepts.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { tokens = [], audiences: own = [defaultAudience], clock = systemClock, frontProxy } = options;
  const byConnection = (credentials: Credentials): Authentication => {
    const { certificate } = credentials;
    if (certificate === undefined) return unknown;
    const nowMs = clock.now();
    const byProxy = frontProxy === undefined ? unknown : frontProxyUser(frontProxy, credentials, nowMs);
    if (byProxy.user !== undefined) return byProxy;
    const { clientAuthorities } = options;
    const isForUsers =
      certificate === "untrusted" || clientAuthorities === undefined || isSignedBy(certificate, clientAuthorities());
    const byCertificate = isForUsers ? certificateUser(certificate, nowMs) : unknown;
    return byCertificate.user === undefined && byCertificate.error === undefined ? byProxy : byCertificate;
  };
  const hashings = new WeakMap<object, TokenHashing>();
  const hashingOf = (connection: object): TokenHashing => {
    let hashing = hashings.get(connection);
    if (hashing === undefined) {
      hashing = connectionHashing();
      hashings.set(connection, hashing);
    }
    return hashing;
  };
  return {
    authenticate(credentials) {
      const { audiences = own, connection, onWarning, onAnnotation } = credentials;
      const connected = byConnection(credentials);
      if (connected.user !== undefined) {
        // A certificate is valid for the API server, whichever audiences are requested.
        return audiences === own ? connected : { user: connected.user, audiences: intersection(own, audiences) };
      }
      const faults = connected.error === undefined ? [] : [connected.error];
      const byHeader = bearerTokenOf(credentials.authorization, onWarning);
      const hashOf = connection === undefined || byHeader === undefined ? undefined : hashingOf(connection);
      const request = { audiences, hashOf, onWarning, onAnnotation };
      if (credentials.webSocketProtocols === undefined) {
        return byHeader === undefined ? connected : firstOf(tokens, byHeader, request, [invalidBearerToken, ...faults]);
      }
      const bySocket = webSocketToken(credentials.webSocketProtocols);
      if (byHeader === undefined && bySocket === undefined) return connected;
      if (bySocket !== undefined && "error" in bySocket) faults.push(bySocket.error);
      const sent = [byHeader, bySocket !== undefined && "token" in bySocket ? bySocket.token : undefined];
      const known = sent.filter((token) => token !== undefined);
      return firstToken(tokens, known, {
        request,
        faults: known.length === 0 ? faults : [invalidBearerToken, ...faults],
      });
    },
  };
}

/** Authenticates several tokens, one after the other. */
function firstToken(
  authenticators: readonly TokenAuthenticator[],
  [token, ...others]: readonly string[],
  { request, faults }: { readonly request: TokenAudiences; readonly faults: string[] },
): MaybePromise<Authentication> {
  if (token === undefined) return refusal(faults);
  return andThen(firstOf(authenticators, token, request, faults), (answer) =>
    answer.user !== undefined || others.length === 0 ? answer : firstToken(authenticators, others, { request, faults }),
  );
}

function refusal(faults: readonly string[]): Authentication {
  return { user: undefined, error: faults.length === 1 ? faults[0] : `[${faults.join(", ")}]` };
}

/** Calls authenticators one after the other. Synchronous as long as they are. */
function firstOf(
  authenticators: readonly TokenAuthenticator[],
  token: string,
  request: TokenAudiences,
  faults: string[],
): MaybePromise<Authentication> {
  for (let index = 0; index < authenticators.length; index++) {
    const answer = (authenticators[index] as TokenAuthenticator).authenticateToken(token, request);
    if (isPending(answer)) {
      return answer.then((settled) =>
        settled.user !== undefined
          ? settled
          : firstOf(authenticators.slice(index + 1), token, request, withFault(faults, settled)),
      );
    }
    if (answer.user !== undefined) return answer;
    withFault(faults, answer);
  }
  return refusal(faults);
}

function withFault(faults: string[], { error }: { readonly error?: string | undefined }): string[] {
  if (error !== undefined && !faults.includes(error)) faults.push(error);
  return faults;
}
