import { apiVersionOf } from "@engenho/registry";
import type { ApiRequest, ResourceRequest } from "../api-request.js";
import { resourceNotFound } from "../status/refusals.js";

/**
 * The request with the kind of its path; undefined when its group version is not served. Throws StatusError 404 when the group
 * version has no such resource, or has it in the other scope.
 */
export function resolveResource(request: ApiRequest): ResourceRequest | undefined {
  const { info, kind } = request;
  if (!kind.isVersionServed) return undefined;
  const { definition } = kind;
  if (definition === undefined) throw resourceNotFound();
  // The path of a namespace is the only one where a cluster-scoped kind follows `namespaces/`.
  const misplaced = definition.namespaced
    ? info.namespace === "" && info.name !== ""
    : info.namespace !== "" && info.resource !== "namespaces";
  if (misplaced) throw resourceNotFound();
  const { exchange, admission, query, user, record, warnings, timeLeftMs, fence } = request;
  const namespace = definition.namespaced && info.namespace !== "" ? info.namespace : undefined;
  return { exchange, admission, info, kind, query, user, record, warnings, timeLeftMs, fence, definition, namespace };
}

/** The Store reference of a request's object. */
export function referenceOf({ definition, namespace, info }: ResourceRequest) {
  return { apiVersion: apiVersionOf(definition), kind: definition.kind, namespace, name: info.name };
}
