import { type Clock, systemClock } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import {
  type Authentication,
  type Authenticator,
  defaultAudience,
  intersection,
  invalidBearerToken,
  type TokenAudiences,
  type TokenAuthenticator,
  unknown,
} from "../port/authenticator.js";
import { bearerTokenOf } from "./bearer-header.js";
import { certificateUser } from "./certificate-user.js";

/** Options of {@link createAuthenticator}. */
export interface AuthenticatorOptions {
  /** The authenticators of bearer tokens, in the order in which they are asked. Default: none. */
  readonly tokens?: readonly TokenAuthenticator[];
  /** The names by which tokens mean this API server. Default `["https://kubernetes.default.svc.cluster.local"]`. */
  readonly audiences?: readonly string[];
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/**
 * Authenticates requests by client certificate, else by bearer token (upstream: authenticator.Config.New). The first that knows
 * the credentials decides; a wrong one is no obstacle to the next, and its reason is told if none does.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { tokens = [], audiences: own = [defaultAudience], clock = systemClock } = options;
  return {
    authenticate(credentials) {
      const { certificate, audiences = own } = credentials;
      const byCertificate = certificate === undefined ? unknown : certificateUser(certificate, clock.now());
      if (byCertificate.user !== undefined) {
        // It is meant for the API server, whichever audiences are requested.
        return audiences === own
          ? byCertificate
          : { user: byCertificate.user, audiences: intersection(own, audiences) };
      }
      const token = bearerTokenOf(credentials.authorization, credentials.onWarning);
      if (token === undefined) return byCertificate;
      const faults = [invalidBearerToken];
      if (byCertificate.error !== undefined) faults.push(byCertificate.error);
      const { onWarning, onAnnotation } = credentials;
      return firstOf(tokens, token, { audiences, onWarning, onAnnotation }, faults);
    },
  };
}

/** Asks one after the other. Synchronous as long as they are. */
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
  return { user: undefined, error: faults.length === 1 ? faults[0] : `[${faults.join(", ")}]` };
}

function withFault(faults: string[], { error }: { readonly error?: string | undefined }): string[] {
  if (error !== undefined && !faults.includes(error)) faults.push(error);
  return faults;
}
