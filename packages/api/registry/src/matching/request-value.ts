import { type DeleteOptions, definedFields, type WriteOptions } from "@engenho/core";
import type { AdmissionRequest } from "../admission/admission.js";
import type { Resource } from "../model/resource.js";
import { kindOf, namespaceOf, userOf } from "./attributes.js";

/**
 * The variable `request`: an AdmissionRequest of admission.k8s.io/v1 without the objects (plugin/cel/condition.go:
 * CreateAdmissionRequest). `shown` are the kind and the resource in whose version the policy sees the request.
 */
export function requestValue(
  request: AdmissionRequest,
  shown: { readonly kind: Resource; readonly resource: Resource },
): object {
  const { resource, subresource, operation, name, dryRun } = request;
  const { name: username, uid, groups, extra } = userOf(request);
  return definedFields({
    uid: "",
    kind: kindOf(shown.kind, subresource),
    resource: resourceOf(shown.resource),
    subResource: text(subresource),
    requestKind: kindOf(resource, subresource),
    requestResource: resourceOf(resource),
    requestSubResource: text(subresource),
    name: text(name),
    namespace: text(namespaceOf(request)),
    operation,
    userInfo: definedFields({
      username: text(username),
      uid: text(uid),
      groups: groups !== undefined && groups.length > 0 ? groups : undefined,
      extra: extra !== undefined && Object.keys(extra).length > 0 ? extra : undefined,
    }),
    dryRun,
    options: optionsValue(request),
  });
}

/** What the variable `authorizer.requestResource` checks. */
export function requestResourceOf(request: AdmissionRequest) {
  const { resource, subresource, name } = request;
  const { group, plural } = resource.definition;
  return { group, resource: plural, subresource, namespace: namespaceOf(request), name };
}

function resourceOf({ definition: { group, version, plural } }: Resource) {
  return { group, version, resource: plural };
}

function text(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

const optionKinds = { CREATE: "CreateOptions", UPDATE: "UpdateOptions", DELETE: "DeleteOptions" } as const;

/** The options of the operation, as JSON of meta.k8s.io/v1; null for CONNECT, whose options are its object. */
function optionsValue({ operation, options, dryRun }: AdmissionRequest): object | null {
  if (operation === "CONNECT") return null;
  const { fieldManager, fieldValidation } = options as Partial<WriteOptions>;
  const { gracePeriodSeconds, preconditions, propagationPolicy } = options as Partial<DeleteOptions>;
  const ofWrite = { fieldManager: text(fieldManager), fieldValidation: text(fieldValidation) };
  const ofDeletion = { gracePeriodSeconds, preconditions, propagationPolicy };
  return definedFields({
    kind: optionKinds[operation],
    apiVersion: "meta.k8s.io/v1",
    dryRun: dryRun ? ["All"] : undefined,
    ...(operation === "DELETE" ? ofDeletion : ofWrite),
  });
}
