import type { KindTable } from "./catalogue/kind-table.js";
import type { RequestObservation } from "./options.js";
import type { RequestInfo } from "./request-info.js";
import { isConnector } from "./subresources/connect.js";

/** By what requests are told apart where they are counted. */
export type RequestLabels = Pick<RequestObservation, "verb" | "group" | "resource" | "subresource">;

const verbs = new Set([
  ...["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
  ...["post", "put", "connect"],
]);

/**
 * The labels of a request, from what is served: a path that is not has no group, resource or subresource, and a method
 * that is not known is `other`. Whoever counts by labels that clients invent runs out of memory.
 * Upstream: cleanVerb in pkg/endpoints/metrics of kube-apiserver.
 */
export function requestLabels(info: RequestInfo | undefined, kinds: () => KindTable): RequestLabels {
  const verb = verbLabel(info?.verb ?? "");
  const definition =
    info?.isResource === true ? kinds().atPath(info.group, info.version)?.get(info.resource) : undefined;
  if (info === undefined || definition === undefined) return { verb, group: "", resource: "", subresource: "" };
  const { group, plural } = definition;
  const known =
    definition.subresources.some(({ name }) => name === info.subresource) || isConnector({ definition, info });
  return { verb, group, resource: plural, subresource: known ? info.subresource : "" };
}

function verbLabel(verb: string): string {
  if (verb === "head") return "get";
  return verbs.has(verb) ? verb : "other";
}
