import { type KubernetesObject, StoreError, type WriteOptions } from "@engenho/core";
import type { Resource } from "./resource.js";

/**
 * What a client sent, as an object of the kind: decoded by its schema with unknown fields met as `fieldValidation` says,
 * and with the kind's defaults. Throws StoreError `BadRequest`.
 */
export function intake(resource: Resource, sent: KubernetesObject, _options: WriteOptions): KubernetesObject {
  if (typeof sent.metadata !== "object" || sent.metadata === null) {
    throw new StoreError("BadRequest", "metadata: Required value");
  }
  return resource.strategy.applyDefaults?.(sent) ?? sent;
}

/** An object in the version in which it is kept. Conversion between versions changes apiVersion alone. */
export function toStored(resource: Resource, object: KubernetesObject): KubernetesObject {
  if (object.apiVersion === resource.storedApiVersion) return object;
  return { ...object, apiVersion: resource.storedApiVersion };
}

/** A kept object in the version in which it was asked for. */
export function toServed<T extends KubernetesObject>(resource: Resource, object: T): T {
  if (object.apiVersion === resource.apiVersion) return object;
  return Object.freeze({ ...object, apiVersion: resource.apiVersion });
}
