import type { ApiRequest, ResourceRequest } from "../api-request.js";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";
import { resourceNotFound } from "../status/refusals.js";

/**
 * The request as one for the kind that its path names; undefined when no such group version is served. Throws StatusError
 * 404 when the group version has no such resource, or has it in another scope.
 */
export function resolveResource(request: ApiRequest): ResourceRequest | undefined {
  const { info, kind } = request;
  if (!kind.isVersionServed) return undefined;
  const { definition } = kind;
  if (definition === undefined) throw resourceNotFound();
  // A namespace's own path is the one place where a cluster-scoped kind follows `namespaces/`.
  const misplaced = definition.namespaced
    ? info.namespace === "" && info.name !== ""
    : info.namespace !== "" && info.resource !== "namespaces";
  if (misplaced) throw resourceNotFound();
  const { exchange, admission, query, user, warnings } = request;
  const namespace = definition.namespaced && info.namespace !== "" ? info.namespace : undefined;
  return { exchange, admission, info, kind, query, user, warnings, definition, namespace };
}

/** How the Store is asked for the object of a request. */
export function referenceOf({ definition, namespace, info }: ResourceRequest) {
  return { apiVersion: apiVersionOf(definition), kind: definition.kind, namespace, name: info.name };
}
