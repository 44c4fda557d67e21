import type { KindDefinition } from "@engenho/registry";
import type { RequestedKind } from "./catalogue/requested-kind.js";
import type { RequestObservation, RequestScope } from "./options.js";
import { dryRunCauses } from "./query/write-query.js";
import type { RequestInfo } from "./request-info.js";

/** The labels of a request in metrics. */
export type RequestLabels = Omit<RequestObservation, "code" | "seconds" | "responseBytes">;

/** What the labels of a request are derived from. */
export interface LabelledRequest {
  readonly info: RequestInfo;
  readonly kind: RequestedKind;
}

/** What else the labels say: how the request asks. */
export interface LabelledOptions {
  readonly query: URLSearchParams;
  /** The Content-Type of its body. */
  readonly contentType: string | undefined;
  /** Its User-Agent. */
  readonly userAgent: string | undefined;
}

const verbs = new Set([
  ...["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
  ...["post", "put", "connect", "apply"],
]);
const apply = /^application\/apply-patch\+/;
const components = new Set(["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const);
const unavailable = /, unavailable in v(\d+\.\d+)\+/;

/**
 * The labels of a request (undefined: its path cannot be parsed), restricted to what is served: other paths have no group, resource
 * or subresource, and unknown methods are `other`. Metrics with labels that clients can make up would grow without bound. Upstream:
 * cleanVerb, cleanDryRun and CleanScope in pkg/endpoints/metrics of kube-apiserver.
 */
export function requestLabels(
  request: LabelledRequest | undefined,
  { query, contentType, userAgent }: LabelledOptions,
): RequestLabels {
  const systemClient = systemClientOf(userAgent);
  const verb = verbLabel(request?.info.verb ?? "", contentType);
  const dryRun = dryRunLabel(query);
  const definition = request?.kind.definition;
  if (request === undefined || definition === undefined) return { ...noResource, verb, dryRun, systemClient };
  const { info } = request;
  const { group, version, plural } = definition;
  const subresource = definition.subresources.find(({ name }) => name === info.subresource);
  return {
    verb: subresource?.connects === true ? "connect" : verb,
    dryRun,
    group,
    version,
    resource: plural,
    subresource: subresource?.name ?? "",
    scope: requestScope(info),
    systemClient,
    deprecated: definition.deprecationWarning !== undefined,
    removedRelease: removedReleaseOf(definition),
  };
}

/** The release that does not serve a deprecated version of a built-in kind any more; empty if its warning names none. */
export function removedReleaseOf({ deprecationWarning, schemaName }: KindDefinition): string {
  if (deprecationWarning === undefined || schemaName === undefined) return "";
  return unavailable.exec(deprecationWarning)?.[1] ?? "";
}

const noResource: Omit<RequestLabels, "verb" | "dryRun" | "systemClient"> = {
  group: "",
  version: "",
  resource: "",
  subresource: "",
  scope: "",
  deprecated: false,
  removedRelease: "",
};

/** The component that a User-Agent such as `kube-scheduler/v1.34.0 (linux/amd64)` names. */
function systemClientOf(userAgent = ""): RequestObservation["systemClient"] {
  const end = userAgent.indexOf("/");
  if (end < 0) return "";
  const name = userAgent.slice(0, end) as Exclude<RequestObservation["systemClient"], "">;
  return components.has(name) ? name : "";
}

function verbLabel(verb: string, contentType: string | undefined): string {
  if (verb === "head") return "get";
  if (verb === "patch" && contentType !== undefined && apply.test(contentType)) return "apply";
  return verbs.has(verb) ? verb : "other";
}

function dryRunLabel(query: URLSearchParams): RequestObservation["dryRun"] {
  const values = query.getAll("dryRun");
  if (values.length === 0) return "";
  return dryRunCauses(values).length > 0 ? "invalid" : "All";
}

function requestScope({ name, verb, namespace }: RequestInfo): RequestScope {
  if (name !== "" || verb === "create") return "resource";
  return namespace === "" ? "cluster" : "namespace";
}
