import { copyWith, definedFields, type KindReference, type StatusCause, StoreError } from "@engenho/core";
import { invalidError } from "@engenho/machinery";
import type { Resource } from "./resource.js";

/** The StoreErrors of a registry, with upstream's messages (apimachinery pkg/api/errors). */

function detailsOf(resource: Resource, name: string) {
  const { group, plural } = resource.definition;
  return { name, kind: plural, ...(group === "" ? {} : { group }) };
}

/** The object does not exist. */
export function notFound(resource: Resource, name: string): StoreError {
  return new StoreError("NotFound", `${resource.qualifiedName} "${name}" not found`, {
    details: detailsOf(resource, name),
  });
}

/** The kind does not exist in that version. */
export function noKindMatch(reference: KindReference): StoreError {
  return new StoreError("NoKindMatch", `no matches for kind "${reference.kind}" in version "${reference.apiVersion}"`, {
    details: { kind: reference.kind },
  });
}

/** The name exists (AP-4); `beingDeleted`: the existing object is being deleted. */
export function alreadyExists(resource: Resource, name: string, beingDeleted: boolean): StoreError {
  const prefix = beingDeleted ? "object is being deleted: " : "";
  return new StoreError("AlreadyExists", `${prefix}${resource.qualifiedName} "${name}" already exists`, {
    details: detailsOf(resource, name),
  });
}

/** Eight generated names existed (AP-11). */
export function generatedNameTaken(resource: Resource, name: string): StoreError {
  const message =
    `${resource.qualifiedName} "${name}" already exists, ` +
    "the server was not able to generate a unique name for the object";
  return new StoreError("AlreadyExists", message, { details: { ...detailsOf(resource, name), retryAfterSeconds: 1 } });
}

/** A Conflict for `name` with upstream's message around `reason`. `subject` is the name of a resource or a kind. */
export function conflict(
  resource: Resource,
  name: string,
  reason: string,
  subject = resource.qualifiedName,
): StoreError {
  return new StoreError("Conflict", `Operation cannot be fulfilled on ${subject} "${name}": ${reason}`, {
    details: detailsOf(resource, name),
  });
}

/** The resourceVersion in the request is not the current one (AP-15). */
export function staleVersion(resource: Resource, name: string): StoreError {
  return conflict(
    resource,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

/** The uid in the request is not that of the object (AP-16). */
export function uidMismatch(
  resource: Resource,
  name: string,
  uids: { readonly sent: string; readonly actual: string },
): StoreError {
  const reason = `Precondition failed: UID in precondition: ${uids.sent}, UID in object meta: ${uids.actual}`;
  return conflict(resource, name, reason);
}

/** A 422 for an object of this kind. */
export function invalid(resource: Resource, name: string, causes: readonly StatusCause[]): StoreError {
  return invalidError(resource.definition, name, causes);
}

/** A 403 for an object, with upstream's message around the reason. */
export function forbidden(
  resource: Resource,
  name: string,
  why: { readonly reason: string; readonly causes?: readonly StatusCause[] },
): StoreError {
  return new StoreError("Forbidden", `${resource.qualifiedName} "${name}" is forbidden: ${why.reason}`, {
    details: definedFields(copyWith(detailsOf(resource, name), { causes: why.causes })),
  });
}

/** The kind does not serve that verb. */
export function methodNotAllowed(resource: Resource, verb: string): StoreError {
  return new StoreError(
    "MethodNotAllowed",
    `${verb} is not supported on resources of kind "${resource.qualifiedName}"`,
    {
      details: { kind: resource.definition.plural },
    },
  );
}

/** Nothing can be created because the kind's definition is being deleted. */
export function definitionTerminating(resource: Resource): StoreError {
  const message = "create not allowed while custom resource definition is terminating";
  return new StoreError("MethodNotAllowed", message, { details: { kind: resource.definition.plural } });
}

/** The object is of another namespace than the request (upstream: rest.EnsureObjectNamespaceMatchesRequestNamespace). */
export function namespaceMismatch(): StoreError {
  const message = "the namespace of the provided object does not match the namespace sent on the request";
  return new StoreError("BadRequest", message);
}
