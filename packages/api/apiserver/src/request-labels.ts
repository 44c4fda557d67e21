import type { RequestedKind } from "./catalogue/requested-kind.js";
import type { RequestObservation } from "./options.js";
import type { RequestInfo } from "./request-info.js";

/** The labels of a request in metrics. */
export type RequestLabels = Pick<RequestObservation, "verb" | "group" | "resource" | "subresource">;

/** What the labels of a request are derived from. */
export interface LabelledRequest {
  readonly info: RequestInfo;
  readonly kind: RequestedKind;
}

const verbs = new Set([
  ...["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
  ...["post", "put", "connect"],
]);

/**
 * The labels of a request (undefined: its path cannot be parsed), restricted to what is served: other paths have no group, resource
 * or subresource, and unknown methods are `other`. Metrics with labels that clients can make up would grow without bound. Upstream:
 * cleanVerb in pkg/endpoints/metrics of kube-apiserver.
 */
export function requestLabels(request: LabelledRequest | undefined): RequestLabels {
  const verb = verbLabel(request?.info.verb ?? "");
  const definition = request?.kind.definition;
  if (request === undefined || definition === undefined) return { verb, group: "", resource: "", subresource: "" };
  const { info } = request;
  const { group, plural } = definition;
  const subresource = definition.subresources.find(({ name }) => name === info.subresource);
  const asked = subresource?.connects === true ? "connect" : verb;
  return { verb: asked, group, resource: plural, subresource: subresource?.name ?? "" };
}

function verbLabel(verb: string): string {
  if (verb === "head") return "get";
  return verbs.has(verb) ? verb : "other";
}
