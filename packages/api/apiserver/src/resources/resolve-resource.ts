import type { ApiRequest, ResourceRequest } from "../api-request.js";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";
import type { KindTable } from "../catalogue/kind-table.js";
import { resourceNotFound } from "../status/refusals.js";

/**
 * Finds the kind that a request's path means; undefined when no such group version is served. Throws StatusError 404
 * when the group version has no such resource, or has it in another scope.
 */
export function resolveResource(table: KindTable, request: ApiRequest): ResourceRequest | undefined {
  const { info } = request;
  const kinds = table.atPath(info.group, info.version);
  if (kinds === undefined) return undefined;
  const definition = kinds.get(info.resource);
  if (definition === undefined) throw resourceNotFound();
  // A namespace's own path is the one place where a cluster-scoped kind follows `namespaces/`.
  const misplaced = definition.namespaced
    ? info.namespace === "" && info.name !== ""
    : info.namespace !== "" && info.resource !== "namespaces";
  if (misplaced) throw resourceNotFound();
  const { exchange, admission, query, user, warnings } = request;
  const namespace = definition.namespaced && info.namespace !== "" ? info.namespace : undefined;
  return { exchange, admission, info, query, user, warnings, definition, namespace };
}

/** How the Store is asked for the object of a request. */
export function referenceOf({ definition, namespace, info }: ResourceRequest) {
  return { apiVersion: apiVersionOf(definition), kind: definition.kind, namespace, name: info.name };
}
