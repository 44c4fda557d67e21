import type { KubernetesObject, WriteOptions } from "@engenho/core";
import type { AdmissionRequest, WithObject } from "../admission/admission.js";
import { ignoreWarning } from "../context/registry-context.js";
import type { Resource } from "../model/resource.js";

/** What is created: an object, or the body of a POST to a subresource. */
export interface Creation {
  readonly resource: Resource;
  /** `""` for the object itself. */
  readonly subresource: string;
  readonly object: KubernetesObject;
}

/** The admission request of a creation. */
export function creationRequest(
  { resource, subresource, object }: Creation,
  options: WriteOptions,
): AdmissionRequest & WithObject {
  return {
    operation: "CREATE",
    resource,
    subresource,
    namespace: (resource.definition.namespaced && object.metadata.namespace) || "",
    name: object.metadata.name ?? "",
    object,
    oldObject: undefined,
    dryRun: options.dryRun === true,
    onWarning: options.onWarning ?? ignoreWarning,
    user: options.user,
    options,
  };
}
