import { type KubernetesObject, RecentMemo, type Stored } from "@engenho/core";
import { eventFromCore, eventToCore } from "@engenho/kinds";
import type { Resource } from "./resource.js";

/** Stored objects converted to other versions, shared by all readers. */
const served = new RecentMemo<KubernetesObject, Map<string, KubernetesObject>>();

/** Converts an object to its storage version. Throws StoreError `InternalError` if it cannot be converted. */
export function toStored(resource: Resource, object: KubernetesObject): KubernetesObject {
  if (resource.versions !== undefined) return resource.versions.stored(object);
  if (object.apiVersion === resource.storedApiVersion) return object;
  if (isEventView(resource)) return eventToCore(object) as unknown as KubernetesObject;
  return { ...object, apiVersion: resource.storedApiVersion };
}

/**
 * Converts a stored object to the requested version, according to the current schema. Throws StoreError `InternalError` if it
 * cannot be converted.
 */
export function toServed<T extends KubernetesObject>(resource: Resource, object: T): T {
  const { apiVersion, versions: custom } = resource;
  if (custom !== undefined) return custom.served(object, apiVersion);
  if (object.apiVersion === apiVersion) return object;
  const known = served.get(object)?.get(apiVersion);
  if (known !== undefined) return known as T;
  const converted = Object.freeze(
    isEventView(resource) ? (eventFromCore(object) as unknown as T) : { ...object, apiVersion },
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

/**
 * An object in the version that the kind's strategy works with: an Event in its stored form, whichever group it was written in;
 * any other object unchanged.
 */
export function toWorking<T extends KubernetesObject>(resource: Resource, object: T): T {
  return isEventView(resource) ? (toStored(resource, object) as T) : object;
}

/** A stored object in its storage version, according to the current schema. */
export function completed<T extends KubernetesObject>(resource: Resource, object: T): T {
  return resource.versions === undefined ? object : resource.versions.complete(object);
}

/** Reads a field of a stored object in its served version. */
export function readServed(resource: Resource, read: (object: Stored) => string): (object: Stored) => string {
  return resource.custom || isEventView(resource) ? (object) => read(toServed(resource, object)) : read;
}

function isEventView(resource: Resource): boolean {
  return resource.definition.storedAs?.kind === "Event";
}
