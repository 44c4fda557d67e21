import type { Authenticate, Authenticator } from "@engenho/authentication";
import type { Clock, Kubelet, Logger, RandomSource, Store } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import type { Authorizer, RegistryStore } from "@engenho/registry";
import type { Auditor } from "./audit/auditor.js";
import type { KindCatalogue } from "./catalogue/kind-catalogue.js";
import type { FlowControl } from "./flow-control/flow-control.js";
import type { TlsOptions } from "./http/listener.js";
import type { RequestLimitOptions } from "./limits/request-limits.js";
import type { RemoteServices } from "./remote/remote-services.js";

/** An answered request. Its texts are not under the control of clients: resources that are not served are not named. */
export interface RequestObservation {
  /** `get`, `list`, `create`, `apply`... or the method in lower case for non-resource paths; `other` for unknown methods. */
  readonly verb: string;
  /** `All`; empty for requests that persist what they change, `invalid` for values that are refused. */
  readonly dryRun: "All" | "invalid" | "";
  /** The API group; empty for the core group, and where the path names no resource that is served. */
  readonly group: string;
  /** The version of the group in the path; empty where it names no resource that is served. */
  readonly version: string;
  /** The plural; empty for non-resource paths and for resources that are not served. */
  readonly resource: string;
  /** `status`, `scale`, `log`...; empty for the main resource. */
  readonly subresource: string;
  /** `resource`: one object, also one that is created; otherwise the collection of a namespace or of the cluster; empty for other paths. */
  readonly scope: RequestScope;
  /** The HTTP status of the answer. */
  readonly code: number;
  /** From the receipt of the headers to the end of the response. */
  readonly seconds: number;
  /** The length of the body of the response, compressed where it is. */
  readonly responseBytes: number;
  /** The component of Kubernetes that the client says it is; empty for other clients. */
  readonly systemClient: "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "";
  /** Whether the requested version of the kind is deprecated. */
  readonly deprecated: boolean;
  /** The release of Kubernetes that does not serve a deprecated version any more, such as `1.37`; empty if none is known. */
  readonly removedRelease: string;
}

/** What a request is about. */
export type RequestScope = "resource" | "namespace" | "cluster" | "";

/** A watch that is open or has been closed. */
export interface WatchObservation {
  /** The API group; empty for the core group. */
  readonly group: string;
  /** The version of the group. */
  readonly version: string;
  /** The plural: `pods`. */
  readonly resource: string;
  /** Whether it watches a namespace or the whole cluster. */
  readonly scope: RequestScope;
}

/** The authentication of a request. */
export interface AuthenticationObservation {
  /** `error`: the credentials were wrong; `failure`: there were none, and the request needs some. */
  readonly result: "success" | "failure" | "error";
  /** The name of the user, if authentication succeeded. */
  readonly username?: string | undefined;
}

/** Receives observations for metrics. Its methods must not throw. */
export interface ServerMetrics {
  /** A request has been authenticated, or not. */
  onAuthentication?(observation: AuthenticationObservation): void;
  /** A request has been answered. */
  onRequest?(observation: RequestObservation): void;
  /** A watch has begun. */
  onWatchOpen?(observation: WatchObservation): void;
  /** `events`: how many events the watch has sent. */
  onWatchClose?(observation: WatchObservation & { readonly events: number }): void;
  /** A check of an endpoint has been run. */
  onHealthCheck?(observation: HealthObservation): void;
}

/** The result of a health check. */
export interface HealthObservation {
  /** The name of the check. */
  readonly name: string;
  /** The endpoint for which it ran. */
  readonly endpoint: "healthz" | "livez" | "readyz";
  /** Whether it succeeded. */
  readonly healthy: boolean;
}

/** The response of an {@link ExtraRoute}. */
export interface ExtraAnswer {
  /** The HTTP status. Default 200. */
  readonly code?: number;
  /** The Content-Type header. */
  readonly contentType: string;
  /** The Cache-Control header. Default `no-cache, private`. */
  readonly cacheControl?: string;
  /** The whole body; a string is sent as UTF-8. */
  readonly body: string | Buffer;
}

/** A path of the embedder's own, such as `/metrics`. Only GET; authenticated like every other request. */
export type ExtraRoute = (request: {
  readonly path: string;
  readonly query: URLSearchParams;
}) => ExtraAnswer | Promise<ExtraAnswer>;

/** A check of `/healthz`, `/livez` and `/readyz`; throws when it fails, with the reason as its message. */
export interface HealthCheck {
  /** How the check is listed by `?verbose`, and the last segment of its own path: `/livez/ping`. */
  readonly name: string;
  /** Default: all three. */
  readonly endpoints?: readonly ("healthz" | "livez" | "readyz")[];
  /** Runs the check. */
  readonly check: () => void | Promise<void>;
}

/**
 * Finds the paths of duplicate fields in a JSON text, such as `spec.replicas`; with those of `unknown` among them, each at its
 * first occurrence, and none below an unknown field.
 */
export type FindDuplicates = (json: string, unknown?: ReadonlySet<string>) => readonly string[];

/** Finds the published definition with this name, such as `io.k8s.api.core.v1.Pod`, with its descriptions. */
export type DescribeDefinition = (name: string) => SchemaNode | undefined;

/** Headers by which front proxies say who asks. */
export interface FrontProxyHeaders {
  /** Their names. */
  readonly names: readonly string[];
  /** What the names of further ones begin with. */
  readonly prefixes: readonly string[];
}

/** Options of `createApiServer`. */
export interface ApiServerOptions {
  /** The store to serve. */
  readonly store: Store;
  /** The kinds to serve; custom resources are added and removed at run time. Default: what the store's own `definitions()` returns. */
  readonly kinds?: KindCatalogue | undefined;
  /**
   * Loads what OpenAPI documents say of the types of built-in kinds, on first use:
   * `async () => (await import("@engenho/kinds/descriptions")).describe`. Default: no documents are served (404), so that `kubectl explain`
   * explains nothing.
   */
  readonly descriptions?: (() => Promise<DescribeDefinition>) | undefined;
  /** Key and certificate. Absent: plain HTTP/1.1, for tests and behind a proxy. */
  readonly tls?: TlsOptions | undefined;
  /** Authenticates requests. */
  readonly authenticate: Authenticate | Authenticator;
  /**
   * Whether requests without credentials are accepted, as those of `system:anonymous`, which the authorizer decides
   * about. Default: only those that read health and version. False: none. A list: only those for these paths. Without
   * an authorizer, true has the same effect as the default.
   */
  readonly anonymousAuth?: boolean | readonly string[] | undefined;
  /** Decides what a user may do. Default: every authenticated user may do everything. */
  readonly authorizer?: Authorizer | undefined;
  /** Serves the logs and runs the commands of containers. Default: such requests are refused. */
  readonly kubelet?: Kubelet | undefined;
  /**
   * Asks admission whether a client may connect to a pod, a service or a node. Default: the store's own `admitConnection`; a store without
   * one has no admission to ask.
   */
  readonly admitConnection?: RegistryStore["admitConnection"] | undefined;
  /** The group versions that are proxied to other servers. Default: none. */
  readonly remoteServices?: RemoteServices | undefined;
  /**
   * Headers by which front proxies tell the authenticator who asks, beside Kubernetes' own (X-Remote-User...): what is proxied to does not
   * get them from clients. Default: none.
   */
  readonly frontProxyHeaders?: FrontProxyHeaders | undefined;
  /** Records requests. Default: none are. */
  readonly auditor?: Auditor | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
  /** What `kubectl version` shows. Default `v1.34.0`, the reference version of Kubernetes. */
  readonly version?: string | undefined;
  /** Receives requests and watches. Default: none. */
  readonly metrics?: ServerMetrics | undefined;
  /** By path. */
  readonly extraRoutes?: Readonly<Record<string, ExtraRoute>> | undefined;
  /** In addition to `ping`, which always succeeds. */
  readonly healthChecks?: readonly HealthCheck[] | undefined;
  /**
   * Finds the duplicate fields that `fieldValidation` warns about or refuses. Default: none are found, because JSON.parse
   * silently takes the last one.
   */
  readonly duplicateFields?: FindDuplicates | undefined;
  /**
   * The maximum number of connections. For one more, the connection that has been idle for the longest time is closed, or the
   * new one if all are busy. Default `Infinity`.
   */
  readonly maxConnections?: number | undefined;
  /**
   * API Priority and Fairness, which decides which requests are served and which queue. Default: the plain `limits`
   * apply.
   */
  readonly flowControl?: FlowControl | undefined;
  /** Concurrency limits. Omitted ones have the defaults of {@link RequestLimitOptions}. */
  readonly limits?: Partial<RequestLimitOptions> | undefined;
  /** Approximately how many bytes of serialised objects are cached, JSON and protobuf together. Default 64 MiB. */
  readonly serializedBytes?: number | undefined;
}
