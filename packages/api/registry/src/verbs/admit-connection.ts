import type { KubernetesObject, ObjectReference, WriteOptions } from "@engenho/core";
import type { AdmissionRequest, WithObject } from "../admission/admission.js";
import { ignoreWarning, type RegistryContext } from "../context/registry-context.js";
import { notFound } from "../model/refusals.js";

/** The subresource that a client connects to. */
export interface Connection {
  /** The object, which need not exist. */
  readonly reference: ObjectReference;
  /** A subresource that connects: of the built-in kinds `exec`, `attach`, `portforward` or `proxy`. */
  readonly subresource: string;
  /** The options of the request, such as core/v1 PodExecOptions, with kind and apiVersion and without metadata. */
  readonly body: { readonly apiVersion: string; readonly kind: string };
}

/** The user who connects, and the receiver of admission's warnings. */
export type ConnectionOptions = Pick<WriteOptions, "user" | "onWarning" | "onAuditAnnotation" | "timeLeftMs">;

/** Admission of a connection (upstream: handlers.ConnectResource). */
export async function admitConnection(
  context: RegistryContext,
  { reference, subresource, body }: Connection,
  options: ConnectionOptions,
): Promise<KubernetesObject> {
  const resource = context.catalogue.find(reference);
  if (resource.subresources.get(subresource)?.connects !== true) throw notFound(resource, reference.name);
  const object = body as KubernetesObject;
  const admission = context.admission.stepsFor("CONNECT", resource, subresource);
  if (admission === undefined) return object;
  const requestOf = (current: KubernetesObject): AdmissionRequest & WithObject => ({
    operation: "CONNECT",
    resource,
    subresource,
    namespace: reference.namespace ?? "",
    name: reference.name,
    object: current,
    oldObject: undefined,
    dryRun: false,
    onWarning: options.onWarning ?? ignoreWarning,
    user: options.user,
    options,
  });
  const admitted = await admission.mutate(object, requestOf);
  await admission.validate(() => requestOf(admitted));
  return admitted;
}
