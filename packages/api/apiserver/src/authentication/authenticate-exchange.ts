import type { TLSSocket } from "node:tls";
import {
  type Authentication as AuthenticationResult,
  type Authenticator,
  anonymousUser,
  type Credentials,
} from "@engenho/authentication";
import { errorMessage, type Logger, type User } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import type { RequestFrame } from "../answer/write-answer.js";
import { isWebSocket, protocolsOf } from "../http/web-socket-protocols.js";
import type { ServerMetrics } from "../options.js";
import type { RequestPath } from "../request-info.js";
import { forbiddenPath, unauthorized } from "../status/refusals.js";
import { clientCertificate } from "./client-certificate.js";

/** The paths that upstream's ClusterRole system:public-info-viewer allows everybody to read. */
const publicPaths = new Set(["healthz", "livez", "readyz", "version"]);

/** Whether a path can be read without credentials. */
export function isPublic(segments: readonly string[]): boolean {
  return publicPaths.has(segments[0] ?? "");
}

/** How requests are authenticated. */
export interface AuthenticationOptions {
  /** Whether the listener requests client certificates. */
  readonly readsCertificates: boolean;
  /**
   * Whether requests without credentials are served: true all, false none, undefined only those for health and version, a list those for
   * these paths.
   */
  readonly anonymous: boolean | readonly string[] | undefined;
  /** Whether an authorizer decides what `system:anonymous` may do. Otherwise it may read. */
  readonly guarded: boolean;
  readonly logger: Logger;
  readonly metrics: ServerMetrics;
}

/** Audit annotations, by key. */
export type AuditNotes = (readonly [key: string, value: string])[];

/** Authenticates exchanges. */
export class Authentication {
  readonly #authenticator: Authenticator;
  readonly #options: AuthenticationOptions;
  readonly #certificates = new WeakMap<TLSSocket, { readonly certificate: Credentials["certificate"] }>();

  constructor(authenticator: Authenticator, options: AuthenticationOptions) {
    this.#authenticator = authenticator;
    this.#options = options;
  }

  /**
   * The user of an exchange; `notes` receives the audit annotations of authentication. Throws StoreError `Unauthorized`
   * for invalid credentials, and for missing ones where they are required; StatusError 403 for an anonymous request
   * other than a read of a public path.
   */
  userOf({ exchange, warnings }: RequestFrame, path: RequestPath, notes?: AuditNotes): MaybePromise<User> {
    const credentials: Credentials = {
      authorization: exchange.header("authorization"),
      certificate: this.#options.readsCertificates ? this.#certificateOf(exchange.tls) : undefined,
      webSocketProtocols: isWebSocket(exchange) ? protocolsOf(exchange) : undefined,
      headers: exchange,
      connection: exchange.connection,
      audiences: undefined,
      onWarning: (text) => warnings.push(text),
      onAnnotation: notes === undefined ? undefined : (key, value) => notes.push([key, value]),
    };
    let answer: MaybePromise<AuthenticationResult>;
    try {
      answer = this.#authenticator.authenticate(credentials);
    } catch (error) {
      return this.#failed(error);
    }
    if (!isPending(answer)) return this.#judge(answer, path);
    return answer.then(
      (known) => this.#judge(known, path),
      (error: unknown) => this.#failed(error),
    );
  }

  #judge(answer: AuthenticationResult, path: RequestPath): User {
    const { metrics, logger } = this.#options;
    if (answer.user !== undefined) return this.#succeeded(answer.user);
    if (answer.error !== undefined) {
      metrics.onAuthentication?.({ result: "error" });
      logger.debug({ error: answer.error }, "unable to authenticate the request");
      throw unauthorized();
    }
    const { anonymous = isPublic(path.segments), guarded } = this.#options;
    const serves = typeof anonymous === "boolean" ? anonymous : anonymous.includes(path.info.path);
    if (!serves) {
      metrics.onAuthentication?.({ result: "failure" });
      throw unauthorized();
    }
    if (!guarded && path.info.verb !== "get") throw forbiddenPath(anonymousUser, path.info);
    return this.#succeeded(anonymousUser);
  }

  #succeeded(user: User): User {
    this.#options.metrics.onAuthentication?.({ result: "success", username: user.name });
    return user;
  }

  #failed(error: unknown): never {
    const { metrics, logger } = this.#options;
    metrics.onAuthentication?.({ result: "error" });
    logger.error({ error: errorMessage(error) }, "the authenticator has failed; the request is refused");
    throw unauthorized();
  }

  #certificateOf(socket: TLSSocket | undefined): Credentials["certificate"] {
    if (socket === undefined) return undefined;
    const known = this.#certificates.get(socket);
    if (known !== undefined) return known.certificate;
    const certificate = clientCertificate(socket);
    this.#certificates.set(socket, { certificate });
    return certificate;
  }
}
