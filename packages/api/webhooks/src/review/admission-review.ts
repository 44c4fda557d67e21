import { type AdmissionRequest, type RequestObjects, type Resource, requestValue } from "@engenho/registry";

/** The review that is sent to a webhook. */
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
  { resource, objects }: { readonly resource: Resource; readonly objects: RequestObjects },
  { version, uid }: { readonly version: string; readonly uid: string },
): Review {
  const { object, oldObject } = objects;
  const body = {
    kind: "AdmissionReview",
    apiVersion: `admission.k8s.io/${version}`,
    request: { ...requestValue(request, { kind: resource, resource }), uid, object, oldObject },
  };
  return { version, uid, body };
}
