import type { KubernetesObject } from "@engenho/core";
import type { ExpressionInput, RequestAuthorizer } from "@engenho/expressions";
import { type AdmissionRequest, type Resource, requestResourceOf, requestValue } from "@engenho/registry";

/** A request in the form in which a policy sees it. */
export interface PolicySubject {
  readonly request: AdmissionRequest;
  /** The kind in which the policy wants the request. */
  readonly matched: Resource;
  /** The objects in that version; null where there is none. */
  readonly object: KubernetesObject | null;
  readonly oldObject: KubernetesObject | null;
  /** The Namespace of the request; null for cluster-scoped objects. */
  readonly namespace: object | null;
  readonly authorizer: RequestAuthorizer;
}

/** What the expressions of a policy see, without its variables. */
export function expressionInput(
  { request, matched, object, oldObject, namespace, authorizer }: PolicySubject,
  params: KubernetesObject | null,
): ExpressionInput {
  return {
    object,
    oldObject,
    request: requestValue(request, { kind: matched, resource: matched }),
    namespaceObject: namespace,
    params,
    authorizer,
    requestResource: requestResourceOf(request),
  };
}

/** What match conditions see: not the Namespace, and the resource of the request itself. */
export function conditionInput(input: ExpressionInput, { request, matched }: PolicySubject): ExpressionInput {
  return {
    ...input,
    namespaceObject: null,
    request: requestValue(request, { kind: matched, resource: request.resource }),
  };
}
