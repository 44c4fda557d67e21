/** A request in the form of upstream's RequestInfo: verb, resource, name and the rest, derived from method, path and query. */
export interface RequestInfo {
  /** Whether the path names a resource; otherwise only `verb` and `path` are set. */
  readonly isResource: boolean;
  /** Percent-decoded, without the query. */
  readonly path: string;
  /**
   * `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the method in lower case for
   * non-resource paths.
   */
  readonly verb: string;
  /** `""` is core. */
  readonly group: string;
  /** The version in that group. */
  readonly version: string;
  /** `""` for resources of the cluster, and for requests to all namespaces. */
  readonly namespace: string;
  /** The plural name, such as `pods`. */
  readonly resource: string;
  /** `""` for requests to the collection. */
  readonly name: string;
  /** Such as `status`; `""`: none. */
  readonly subresource: string;
  /** What follows the subresource. */
  readonly rest: readonly string[];
  /** The deprecated form `/api/v1/watch/...`. */
  readonly watchPath: boolean;
}

/** Verbs by method. A GET without a name becomes `list` or `watch`, a DELETE `deletecollection`. */
const verbs: Readonly<Record<string, string>> = {
  POST: "create",
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

const namespaceSubresources = new Set(["status", "finalize"]);

/** A request line. */
export interface RequestLine {
  readonly method: string;
  /** Percent-decoded. */
  readonly path: string;
  /** The segments of the path, as `splitPath` gives them. */
  readonly segments: readonly string[];
  /** Whether the query requests a watch; called only where that matters. */
  readonly isWatch: () => boolean;
}

/** A parsed request path. */
export interface RequestPath {
  readonly info: RequestInfo;
  /** The segments of the path. */
  readonly segments: readonly string[];
}

/** Parses a request line. */
export function parseRequestInfo({ method, path, segments: parts, isWatch }: RequestLine): RequestInfo {
  const prefix = parts[0];
  const isCore = prefix === "api";
  const head = isCore ? 2 : 3;
  if ((!isCore && prefix !== "apis") || parts.length <= head) return otherPath(method, path);

  const group = isCore ? "" : (parts[1] as string);
  const version = parts[head - 1] as string;
  let rest = parts.slice(head);
  let verb = verbs[method] ?? "";
  const watchPath = rest[0] === "watch" && rest.length > 1;
  if (watchPath) {
    verb = verb === "get" ? "watch" : "";
    rest = rest.slice(1);
  }

  let namespace = "";
  if (rest[0] === "namespaces" && rest.length > 1) {
    namespace = rest[1] as string;
    if (rest.length > 2 && !namespaceSubresources.has(rest[2] as string)) rest = rest.slice(2);
  }

  const [resource = "", name = "", subresource = "", ...behind] = rest;
  if (name === "" && verb === "get") verb = isWatch() ? "watch" : "list";
  else if (name === "" && verb === "delete") verb = "deletecollection";
  return {
    isResource: true,
    path,
    verb,
    group,
    version,
    namespace,
    resource,
    name,
    subresource,
    rest: behind,
    watchPath,
  };
}

/** Subresources that connect to a container (upstream: --long-running-request-regexp and BasicLongRunningRequestCheck). */
const connections: ReadonlySet<string> = new Set(["attach", "exec", "log", "portforward", "proxy"]);

/**
 * Whether a request is long-running: it has no time limit. A POST to `log` is not, because it has a body, which must
 * end.
 */
export function isLongRunning({ verb, subresource }: Pick<RequestInfo, "verb" | "subresource">): boolean {
  return verb === "watch" || (connections.has(subresource) && !(subresource === "log" && verb === "create"));
}

/** The segments of a path between its slashes, ignoring leading and trailing ones. */
export function splitPath(path: string): string[] {
  let start = 0;
  let end = path.length;
  while (start < end && path[start] === "/") start++;
  while (end > start && path[end - 1] === "/") end--;
  return start === end ? [] : path.slice(start, end).split("/");
}

function otherPath(method: string, path: string): RequestInfo {
  return {
    isResource: false,
    path,
    verb: method.toLowerCase(),
    group: "",
    version: "",
    namespace: "",
    resource: "",
    name: "",
    subresource: "",
    rest: [],
    watchPath: false,
  };
}
