import type { User } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";

/** A client certificate whose chain leads to one of the authorities that the server trusts. */
export interface ClientCertificate {
  /** The last common name of the subject. */
  readonly commonName: string;
  /** The organizations of the subject. */
  readonly organizations: readonly string[];
  /** The SHA-256 hash of the certificate, in lower-case hexadecimal. */
  readonly fingerprint?: string | undefined;
  /** The hashes of the certificates above it, up to the authority that the server trusts. */
  readonly authorities?: readonly string[] | undefined;
  /** The values of the subject's attribute 1.3.6.1.4.1.57683.2, from which upstream reads the user's UID. */
  readonly uids?: readonly string[] | undefined;
  /** The first moment at which the whole chain is valid, in milliseconds since 1970. */
  readonly validFromMs?: number | undefined;
  /** The last moment at which the whole chain is valid, in milliseconds since 1970. */
  readonly validToMs?: number | undefined;
}

/** The headers of a request, by their names in lower case. */
export interface CredentialHeaders {
  /** The values of all headers with that name, one by one. */
  headerValues(name: string): readonly string[];
  /** The names of all headers. */
  headerNames(): readonly string[];
}

/** The credentials of a request. */
export interface Credentials {
  /** The Authorization header as received. */
  readonly authorization: string | undefined;
  /** The verified client certificate; `"untrusted"` for one that could not be verified; undefined if there is none. */
  readonly certificate: ClientCertificate | "untrusted" | undefined;
  /**
   * The subprotocols that the client of a WebSocket offers; one may be a bearer token. Default: the request is not for
   * a WebSocket.
   */
  readonly webSocketProtocols?: readonly string[] | undefined;
  /** The request's headers, in which a front proxy may name the user. Default: none. */
  readonly headers?: CredentialHeaders | undefined;
  /**
   * The same object for all requests of a connection, with which the hash of their last token is kept. Default: none is kept.
   */
  readonly connection?: object | undefined;
  /** The credentials must be valid for one of these audiences. Default: those of the API server. */
  readonly audiences?: readonly string[] | undefined;
  /** Receives texts for the Warning headers of the response. Default: they are dropped. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Receives audit annotations. Default: they are dropped. */
  readonly onAnnotation?: ((key: string, value: string) => void) | undefined;
}

/** The result of an authentication (upstream: authenticator.Response). */
export type Authentication =
  | {
      /** Who makes the request. */
      readonly user: User;
      /** Those of the requested audiences that the credentials are valid for. */
      readonly audiences?: readonly string[] | undefined;
    }
  | {
      readonly user: undefined;
      /**
       * Why credentials were refused. Absent if there were no credentials that this authenticator handles. It never
       * contains a secret.
       */
      readonly error?: string | undefined;
    };

/** Authenticates requests. */
export interface Authenticator {
  /** Must compare secrets in constant time. An error that it throws refuses the request. */
  authenticate(credentials: Credentials): MaybePromise<Authentication>;
}

/** The simple form of an {@link Authenticator}: the user; undefined for unknown credentials, which is a 401. */
export type Authenticate = (credentials: Credentials) => MaybePromise<User | undefined>;

/** Authenticates bearer tokens. For a token that it does not handle, `user` is undefined and `error` absent. */
export interface TokenAuthenticator {
  /** `audiences`: the token must be valid for one of them. */
  authenticateToken(token: string, request: TokenAudiences): MaybePromise<Authentication>;
}

/** The audiences that a token is presented for. */
export interface TokenAudiences {
  /** The token must be valid for one of these. */
  readonly audiences: readonly string[];
  /** Computes the SHA-256 hash of a token in base64, or knows it from the last request. Default: it is computed. */
  readonly hashOf?: ((token: string) => string) | undefined;
  /** Receives texts for the Warning headers of the response. Default: they are dropped. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Receives audit annotations. Default: they are dropped. */
  readonly onAnnotation?: ((key: string, value: string) => void) | undefined;
}

/** The default audience of an API server: its name in most clusters. */
export const defaultAudience = "https://kubernetes.default.svc.cluster.local";

/** The result for unknown credentials. */
export const unknown: Authentication = Object.freeze({ user: undefined });

/** The error of a bearer token for which no authenticator has a more specific one. */
export const invalidBearerToken = "invalid bearer token";

/** The audiences that both lists contain, in the order of the first. */
export function intersection(left: readonly string[], right: readonly string[]): readonly string[] {
  return left.filter((audience) => right.includes(audience));
}

/**
 * The simple form as an Authenticator. Its credentials are valid for {@link defaultAudience} (upstream: audience
 * agnostic authenticators).
 */
export function authenticatorOf(authenticate: Authenticate | Authenticator): Authenticator {
  if (typeof authenticate === "object") return authenticate;
  return {
    authenticate(credentials) {
      const audiences = intersection(credentials.audiences ?? [defaultAudience], [defaultAudience]);
      const refused: Authentication =
        credentials.authorization === undefined && credentials.certificate !== "untrusted"
          ? unknown
          : { user: undefined, error: invalidBearerToken };
      if (audiences.length === 0) return refused;
      return andThen(authenticate(credentials), (user) => (user === undefined ? refused : { user, audiences }));
    },
  };
}
