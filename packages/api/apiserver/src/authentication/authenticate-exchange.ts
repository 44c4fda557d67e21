import type { TLSSocket } from "node:tls";
import type { User } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { Exchange } from "../http/exchange.js";
import type { Authenticate, Credentials } from "../options.js";
import type { RequestPath } from "../request-info.js";
import { forbiddenPath } from "../status/refusals.js";

const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };
/** The paths that upstream's ClusterRole system:public-info-viewer allows everybody to read. */
const publicPaths = new Set(["healthz", "livez", "readyz", "version"]);

/** Whether a path can be read without credentials. */
export function isPublic(segments: readonly string[]): boolean {
  return publicPaths.has(segments[0] ?? "");
}

type Certificate = Credentials["certificate"];

/** Authenticates exchanges. */
export class Authentication {
  readonly #authenticate: Authenticate;
  readonly #readsCertificates: boolean;
  readonly #certificates = new WeakMap<TLSSocket, { readonly certificate: Certificate }>();

  constructor(authenticate: Authenticate, { readsCertificates }: { readonly readsCertificates: boolean }) {
    this.#authenticate = authenticate;
    this.#readsCertificates = readsCertificates;
  }

  /**
   * The user of an exchange; undefined if the credentials are unknown. Without credentials, health and version may be read as
   * `system:anonymous`; throws StatusError 403 for any other verb on them.
   */
  userOf(exchange: Exchange, path: RequestPath): MaybePromise<User | undefined> {
    const authorization = exchange.header("authorization");
    const certificate = this.#readsCertificates ? this.#certificateOf(exchange.tls) : undefined;
    return andThen(this.#authenticate({ authorization, certificate }), (user) =>
      user !== undefined || authorization !== undefined ? user : anonymousUser(path),
    );
  }

  #certificateOf(socket: TLSSocket | undefined): Certificate {
    if (socket === undefined) return undefined;
    const known = this.#certificates.get(socket);
    if (known !== undefined) return known.certificate;
    const certificate = socket.authorized ? subjectOf(socket) : undefined;
    this.#certificates.set(socket, { certificate });
    return certificate;
  }
}

function anonymousUser({ info, segments }: RequestPath): User | undefined {
  if (!isPublic(segments)) return undefined;
  if (info.verb !== "get") throw forbiddenPath(anonymous, info);
  return anonymous;
}

function subjectOf(socket: TLSSocket): Certificate {
  const { subject } = socket.getPeerCertificate();
  const commonName = textsOf(subject?.CN)[0];
  return commonName === undefined ? undefined : { commonName, organizations: textsOf(subject?.O) };
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
