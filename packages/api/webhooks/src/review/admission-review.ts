import { type DeleteOptions, definedFields, type WriteOptions } from "@engenho/core";
import type { AdmissionRequest, Resource } from "@engenho/registry";
import { bodyKindOf, namespaceOf, userOf, type VersionedObjects } from "./attributes.js";

/** What a webhook is asked. */
export interface Review {
  /** `v1` or `v1beta1`. */
  readonly version: string;
  readonly uid: string;
  /** The AdmissionReview, to be serialised. */
  readonly body: object;
}

/**
 * The AdmissionReview of a request in the version of `resource`, with the objects in that version (upstream:
 * webhookrequest.CreateAdmissionObjects).
 */
export function admissionReview(
  request: AdmissionRequest,
  { resource, objects }: { readonly resource: Resource; readonly objects: VersionedObjects },
  { version, uid }: { readonly version: string; readonly uid: string },
): Review {
  const { object = null, oldObject = null } = objects;
  const attributes = requestAttributes(request, resource);
  return {
    version,
    uid,
    body: {
      kind: "AdmissionReview",
      apiVersion: `admission.k8s.io/${version}`,
      request: { uid, ...attributes, object, oldObject, dryRun: request.dryRun, options: optionsOf(request) },
    },
  };
}

/** An AdmissionRequest as match conditions see it: without the objects (upstream: celplugin.CreateAdmissionRequest). */
export function requestValue(request: AdmissionRequest, resource: Resource): object {
  return { ...requestAttributes(request, resource), dryRun: request.dryRun, options: optionsOf(request) };
}

function requestAttributes(request: AdmissionRequest, shown: Resource): object {
  const { resource, subresource, operation, name } = request;
  const { name: username, uid, groups = [], extra = {} } = userOf(request);
  return definedFields({
    kind: bodyKindOf(shown, subresource),
    resource: resourceOf(shown),
    subResource: text(subresource),
    requestKind: bodyKindOf(resource, subresource),
    requestResource: resourceOf(resource),
    requestSubResource: text(subresource),
    name: text(name),
    namespace: text(namespaceOf(request)),
    operation,
    userInfo: definedFields({
      username: text(username),
      uid: text(uid),
      groups: groups.length > 0 ? groups : undefined,
      extra: Object.keys(extra).length > 0 ? extra : undefined,
    }),
  });
}

function resourceOf({ definition: { group, version, plural } }: Resource) {
  return { group, version, resource: plural };
}

function text(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

const optionKinds = { CREATE: "CreateOptions", UPDATE: "UpdateOptions", DELETE: "DeleteOptions" } as const;

/** The options of the operation, as JSON of meta.k8s.io/v1. */
function optionsOf({ operation, options, dryRun }: AdmissionRequest): object {
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
