import type { KubernetesObject } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest } from "../admission/admission.js";
import type { Resource } from "../model/resource.js";
import { kindOf } from "./attributes.js";

/** The objects of a request; null where there is none. */
export interface RequestObjects {
  /** Null for DELETE. */
  readonly object: KubernetesObject | null;
  /** Null for CREATE. */
  readonly oldObject: KubernetesObject | null;
}

/** The objects of a request in the version of an equivalent kind. */
export function objectsInVersion(
  { resource, subresource, object, oldObject }: AdmissionRequest,
  wanted: Resource,
  context: AdmissionContext,
): MaybePromise<RequestObjects> {
  const convert = (one: KubernetesObject | undefined): MaybePromise<KubernetesObject | null> => {
    if (one === undefined) return null;
    // The body of a subresource is of a kind of its own, which is the same for all versions.
    return kindOf(resource, subresource).kind === resource.kind ? context.convert(one, resource, wanted) : one;
  };
  return andThen(convert(object), (after) =>
    andThen(convert(oldObject), (before) => ({ object: after, oldObject: before })),
  );
}
