import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import type { ApiRequest, ResourceRequest } from "../api-request.js";
import type { RequestInfo } from "../request-info.js";
import { methodNotAllowed, resourceNotFound } from "../status/refusals.js";

/** What is possible in all namespaces at once. */
const acrossNamespaces: ReadonlySet<string> = new Set(["list", "watch"]);

/**
 * The request with the kind of its path; undefined when its group version is not served, or has a custom resource in the other scope.
 * Throws StatusError 404 when the group version has no such resource, or a built-in one in the other scope, and 405 for anything but
 * reads in all namespaces at once.
 */
export function resolveResource(request: ApiRequest): ResourceRequest | undefined {
  const { info, kind } = request;
  if (!kind.isVersionServed) return undefined;
  const { definition } = kind;
  if (definition === undefined) throw resourceNotFound();
  if (isMisplaced(info, definition)) {
    // Upstream passes on what is no request of a custom resource, and nobody answers it.
    if (definition.schemaName === undefined) return undefined;
    const isCollection = definition.namespaced && info.name === "" && definition.verbs.includes("list");
    throw isCollection ? methodNotAllowed() : resourceNotFound();
  }
  const { exchange, admission, query, user, record, warnings, timeLeftMs, fence } = request;
  const namespace = definition.namespaced && info.namespace !== "" ? info.namespace : undefined;
  return { exchange, admission, info, kind, query, user, record, warnings, timeLeftMs, fence, definition, namespace };
}

function isMisplaced({ namespace, name, resource, verb }: RequestInfo, { namespaced }: KindDefinition): boolean {
  if (namespaced) return namespace === "" && (name !== "" || !acrossNamespaces.has(verb));
  // The path of a namespace is the only one where a cluster-scoped kind follows `namespaces/`.
  return namespace !== "" && resource !== "namespaces";
}

/** The Store reference of a request's object. */
export function referenceOf({ definition, namespace, info }: ResourceRequest) {
  return { apiVersion: apiVersionOf(definition), kind: definition.kind, namespace, name: info.name };
}
