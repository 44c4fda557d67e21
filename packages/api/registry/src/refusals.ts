import { copyWith, definedFields, type KindReference, type StatusCause, StoreError } from "@engenho/core";
import type { Resource } from "./resource.js";
import { invalidError } from "./validation/invalid-error.js";

/** The StoreErrors of a registry, worded as upstream's API machinery words them (apimachinery pkg/api/errors). */

function detailsOf(resource: Resource, name: string) {
  const { group, plural } = resource.definition;
  return { name, kind: plural, ...(group === "" ? {} : { group }) };
}

/** No such object. */
export function notFound(resource: Resource, name: string): StoreError {
  return new StoreError("NotFound", `${resource.qualifiedName} "${name}" not found`, {
    details: detailsOf(resource, name),
  });
}

/** No such kind in that version. */
export function noKindMatch(reference: KindReference): StoreError {
  return new StoreError("NoKindMatch", `no matches for kind "${reference.kind}" in version "${reference.apiVersion}"`, {
    details: { kind: reference.kind },
  });
}

/** The name is taken (AP-4); `beingDeleted`: by an object that is on its way out. */
export function alreadyExists(resource: Resource, name: string, beingDeleted: boolean): StoreError {
  const prefix = beingDeleted ? "object is being deleted: " : "";
  return new StoreError("AlreadyExists", `${prefix}${resource.qualifiedName} "${name}" already exists`, {
    details: detailsOf(resource, name),
  });
}

/** Eight generated names were taken (AP-11). */
export function generatedNameTaken(resource: Resource, name: string): StoreError {
  const message =
    `${resource.qualifiedName} "${name}" already exists, ` +
    "the server was not able to generate a unique name for the object";
  return new StoreError("AlreadyExists", message, { details: { ...detailsOf(resource, name), retryAfterSeconds: 1 } });
}

/** A Conflict about `name` with upstream's frame around `reason`. `subject` is a resource's or a kind's name. */
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

/** The resourceVersion that was sent is not the current one (AP-15). */
export function staleVersion(resource: Resource, name: string): StoreError {
  return conflict(
    resource,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

/** The uid that was sent is not that of the object (AP-16). */
export function uidMismatch(
  resource: Resource,
  name: string,
  uids: { readonly sent: string; readonly actual: string },
): StoreError {
  const reason = `Precondition failed: UID in precondition: ${uids.sent}, UID in object meta: ${uids.actual}`;
  return conflict(resource, name, reason);
}

/** A 422 about an object of this kind. */
export function invalid(resource: Resource, name: string, causes: readonly StatusCause[]): StoreError {
  return invalidError(resource.definition, name, causes);
}

/** A 403 about an object, in upstream's frame. */
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

/** Nothing can be created of a kind whose definition is being deleted. */
export function definitionTerminating(resource: Resource): StoreError {
  const message = "create not allowed while custom resource definition is terminating";
  return new StoreError("MethodNotAllowed", message, { details: { kind: resource.definition.plural } });
}
