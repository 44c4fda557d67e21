import { type KubernetesObject, type Stored, StoreError, type User } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest, Resource } from "@engenho/registry";

/** A kind in one version. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Whether a request is about Namespaces themselves. */
export function isNamespaces({ resource }: Pick<AdmissionRequest, "resource">): boolean {
  return resource.definition.group === "" && resource.definition.plural === "namespaces";
}

/** The namespace of a request as upstream has it: that of a request about a Namespace is its name. */
export function namespaceOf(request: AdmissionRequest): string {
  return isNamespaces(request) ? request.name : request.namespace;
}

/** The kind of a request's object: for a subresource that of its body. */
export function bodyKindOf(resource: Resource, subresource: string): GroupVersionKind {
  const { group, version, kind } = resource.subresources.get(subresource)?.body ?? resource.definition;
  return { group, version, kind };
}

/** Who makes the writes of the program itself: as the API server's own client. */
const programUser: User = { name: "system:apiserver", groups: ["system:authenticated", "system:masters"] };

/** Who makes a request. */
export function userOf({ user }: Pick<AdmissionRequest, "user">): User {
  return user ?? programUser;
}

/** The objects of a request in one version. */
export interface VersionedObjects {
  readonly object: KubernetesObject | undefined;
  readonly oldObject: Stored | undefined;
}

/** The objects of a request in the version of an equivalent kind. Rejects with StoreError `InternalError`. */
export function objectsIn(
  wanted: Resource,
  { resource, subresource, object, oldObject }: AdmissionRequest,
  context: AdmissionContext,
): MaybePromise<VersionedObjects> {
  // The body of a subresource of another kind is the same in all versions.
  if (wanted === resource || bodyKindOf(resource, subresource).kind !== resource.kind) return { object, oldObject };
  const convert = <T extends KubernetesObject>(one: T | undefined): MaybePromise<T | undefined> =>
    one === undefined ? undefined : context.convert(one, resource, wanted);
  return andThen(convert(object), (after) =>
    andThen(convert(oldObject), (before) => ({ object: after, oldObject: before })),
  );
}

/** The StoreError for an error that upstream wraps with apierrors.NewInternalError. */
export function internalError(message: string, cause?: unknown): StoreError {
  return new StoreError("InternalError", `Internal error occurred: ${message}`, {
    details: { causes: [{ message }] },
    cause,
  });
}
