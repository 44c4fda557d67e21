import type { KubernetesObject } from "@engenho/core";
import type { ExpressionInput, RequestAuthorizer } from "@engenho/expressions";
import { type AdmissionRequest, type Resource, requestResourceOf, requestValue } from "@engenho/registry";

/** A request as a policy sees it. */
export interface PolicySubject {
  readonly request: AdmissionRequest;
  /** The kind in whose version the policy sees the request. */
  readonly matched: Resource;
  /** The objects in that version; null where there is none. */
  readonly object: KubernetesObject | null;
  readonly oldObject: KubernetesObject | null;
  /** The Namespace of the request; null for cluster-scoped objects. */
  readonly namespace: object | null;
  readonly authorizer: RequestAuthorizer;
}

/** The input of a policy's expressions, without its variables. */
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

/** The input of match conditions: without the Namespace, and with the resource of the request itself. */
export function conditionInput(input: ExpressionInput, { request, matched }: PolicySubject): ExpressionInput {
  return {
    ...input,
    namespaceObject: null,
    request: requestValue(request, { kind: matched, resource: request.resource }),
  };
}
