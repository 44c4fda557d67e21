import { type KubernetesObject, RecentMemo, type Stored, StoreError } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import type { Resource } from "./resource.js";

/** Stored objects converted to other versions, shared by all readers. */
const served = new RecentMemo<KubernetesObject, Map<string, KubernetesObject>>();

/**
 * Converts an object to its storage version: a promise if a webhook has to be asked. Throws StoreError `InternalError` if it cannot be
 * converted.
 */
export function toStored(resource: Resource, object: KubernetesObject): MaybePromise<KubernetesObject> {
  if (resource.versions !== undefined) return resource.versions.stored(object);
  if (object.apiVersion === resource.storedApiVersion) return object;
  const { conversion } = resource.definition;
  if (conversion !== undefined) return conversion.toStored(object);
  return { ...object, apiVersion: resource.storedApiVersion };
}

/**
 * Converts a stored object to the requested version, according to the current schema: a promise if a webhook has to be asked. Throws
 * StoreError `InternalError` if it cannot be converted.
 */
export function toServed<T extends KubernetesObject>(resource: Resource, object: T): MaybePromise<T> {
  const { apiVersion, versions } = resource;
  return versions === undefined ? builtInToServed(resource, object) : versions.served(object, apiVersion);
}

function builtInToServed<T extends KubernetesObject>(resource: Resource, object: T): T {
  const { apiVersion } = resource;
  if (object.apiVersion === apiVersion) return object;
  const known = served.get(object)?.get(apiVersion);
  if (known !== undefined) return known as T;
  const { conversion } = resource.definition;
  const converted = Object.freeze(
    conversion === undefined ? { ...object, apiVersion } : (conversion.toServed(object) as T),
  );
  if (!Object.isFrozen(object)) return converted;
  let versions = served.get(object);
  if (versions === undefined) {
    versions = new Map();
    served.set(object, versions);
  }
  versions.set(apiVersion, converted);
  return converted;
}

/** As {@link toServed}, of many objects: a webhook is asked once for all of them. */
export function allToServed<T extends KubernetesObject>(
  resource: Resource,
  objects: readonly T[],
): MaybePromise<readonly T[]> {
  if (resource.versions !== undefined) return resource.versions.servedAll(objects, resource.apiVersion);
  return objects.map((object) => builtInToServed(resource, object));
}

/**
 * The form of an object that the kind's strategy works on, and that a plugin which knows the kind's fields should: the stored form if the served version differs from it in more than
 * the apiVersion, otherwise the object as it was sent.
 */
export function toWorking<T extends KubernetesObject>(resource: Resource, object: T): T {
  return (resource.definition.conversion?.toStored(object) ?? object) as T;
}

/** The inverse of {@link toWorking}: the object in the served version. */
export function fromWorking<T extends KubernetesObject>(resource: Resource, object: T): T {
  return (resource.definition.conversion?.toServed(object) ?? object) as T;
}

/** A stored object in its storage version, according to the current schema. */
export function completed<T extends KubernetesObject>(resource: Resource, object: T): T {
  return resource.versions === undefined ? object : resource.versions.complete(object);
}

/**
 * Reads a field of a stored object in its served version. What it returns throws StoreError `InternalError` for an object that cannot be
 * converted, or that a webhook would have to convert.
 */
export function readServed(resource: Resource, read: (object: Stored) => string): (object: Stored) => string {
  const isConverted = resource.custom || resource.definition.conversion !== undefined;
  if (!isConverted) return read;
  return (object) => {
    const served = toServed(resource, object);
    if (isPending(served)) throw new StoreError("InternalError", "the object must be converted before it is selected");
    return read(served);
  };
}
