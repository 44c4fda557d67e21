import type { Clock, Logger, RandomSource, Store } from "@engenho/core";
import type { KindCatalogue } from "./catalogue/kind-catalogue.js";
import type { TlsOptions } from "./http/listener.js";
import type { RequestLimitOptions } from "./limits/request-limits.js";

/** Who asks (authentication.k8s.io UserInfo). */
export interface User {
  /** The username. */
  readonly name: string;
  /** Distinguishes users who had the same name at different times. */
  readonly uid?: string;
  /** The groups that the user is a member of: `system:masters`. */
  readonly groups?: readonly string[];
  /** Further facts from the authenticator, by keys such as `authentication.kubernetes.io/credential-id`. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What a request shows to prove who asks. */
export interface Credentials {
  /** The Authorization header as it came. */
  readonly authorization: string | undefined;
  /** The subject of a client certificate that the configured authority has signed. */
  readonly certificate: { readonly commonName: string; readonly organizations: readonly string[] } | undefined;
}

/** Tells who asks; undefined for nobody known, which is a 401. It must not take longer for a nearly right secret. */
export type Authenticate = (credentials: Credentials) => User | undefined;

/** One request that was answered. None of its texts can be made up by a client: what is not served is not named. */
export interface RequestObservation {
  /** `get`, `list`, `create`... or the method in lower case where the path names no resource; `other` for methods not known. */
  readonly verb: string;
  /** The API group; empty for the core group, and where the path names no resource that is served. */
  readonly group: string;
  /** The plural; empty where the path names no resource that is served. */
  readonly resource: string;
  /** `status`, `scale`, `log`...; empty for the main resource. */
  readonly subresource: string;
  /** The HTTP status of the answer. */
  readonly code: number;
  /** From the arrival of the headers to the end of the answer. */
  readonly seconds: number;
}

/** A watch that is open, or was. */
export interface WatchObservation {
  /** The API group; empty for the core group. */
  readonly group: string;
  /** The plural: `pods`. */
  readonly resource: string;
}

/** Told what happens, for whoever counts. None of it may throw. */
export interface ServerMetrics {
  /** A request has been answered. */
  onRequest?(observation: RequestObservation): void;
  /** A watch has begun. */
  onWatchOpen?(observation: WatchObservation): void;
  /** `events`: how many events the watch has sent. */
  onWatchClose?(observation: WatchObservation & { readonly events: number }): void;
}

/** The answer of an {@link ExtraRoute}. */
export interface ExtraAnswer {
  /** The HTTP status. Default 200. */
  readonly code?: number;
  /** The Content-Type header. */
  readonly contentType: string;
  /** The whole body; a string is sent as UTF-8. */
  readonly body: string | Buffer;
}

/** A path of the embedder's own, such as `/metrics`. Only GET; authenticated like everything else. */
export type ExtraRoute = (request: {
  readonly path: string;
  readonly query: URLSearchParams;
}) => ExtraAnswer | Promise<ExtraAnswer>;

/** A check of `/healthz`, `/livez` and `/readyz`; throws when something is wrong, with the reason as its message. */
export interface HealthCheck {
  /** How the check is listed by `?verbose`, and the last segment of its own path: `/livez/ping`. */
  readonly name: string;
  /** Default: all three. */
  readonly endpoints?: readonly ("healthz" | "livez" | "readyz")[];
  /** Runs the check. */
  readonly check: () => void | Promise<void>;
}

/**
 * Finds the paths of fields that stand twice in a JSON text, such as `spec.replicas`; with those of `unknown` among
 * them, each where it first stands, and nothing of what is in one of those.
 */
export type FindDuplicates = (json: string, unknown?: ReadonlySet<string>) => readonly string[];

/** Options of `createApiServer`. */
export interface ApiServerOptions {
  /** What is served. */
  readonly store: Store;
  /** Which kinds are served; custom kinds come and go in it. Default: the built-in kinds of @engenho/kinds. */
  readonly kinds?: KindCatalogue | undefined;
  /** Key and certificate. Absent: plain HTTP/1.1, for tests and behind a proxy. */
  readonly tls?: TlsOptions | undefined;
  /** Who may come in. Whoever is known may do everything: there is no authorization. */
  readonly authenticate: Authenticate;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
  /** What `kubectl version` shows. Default `v1.34.0`, the Kubernetes whose behaviour is followed. */
  readonly version?: string | undefined;
  /** Told of requests and watches. Default: nobody is. */
  readonly metrics?: ServerMetrics | undefined;
  /** By path. */
  readonly extraRoutes?: Readonly<Record<string, ExtraRoute>> | undefined;
  /** Beside `ping`, which always holds. */
  readonly healthChecks?: readonly HealthCheck[] | undefined;
  /**
   * What `fieldValidation` warns of or refuses because it stands twice. Default: none are found, for JSON.parse takes the
   * last of them in silence.
   */
  readonly duplicateFields?: FindDuplicates | undefined;
  /**
   * How many connections there may be. For one more, the one on which nothing has been under way for the longest time is
   * cut, or the new one where all are busy. Default `Infinity`.
   */
  readonly maxConnections?: number | undefined;
  /** How much is done at once. What is left out has the default of {@link RequestLimitOptions}. */
  readonly limits?: Partial<RequestLimitOptions> | undefined;
  /** About how many bytes of serialised objects are kept, as JSON and as protobuf together. Default 64 MiB. */
  readonly serializedBytes?: number | undefined;
}
