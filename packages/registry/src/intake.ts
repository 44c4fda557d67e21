import type { KubernetesObject, Patch, WriteOptions } from "@engenho/core";
import { applyDefaults } from "@engenho/kinds";
import { decode } from "./decode/index.js";
import { ignoreWarning } from "./registry-context.js";
import type { Resource } from "./resource.js";

/**
 * What a client sent, or what came out of its `patch`, as an object of the kind: decoded by its schema with unknown
 * fields met as `fieldValidation` says, and with the kind's defaults. Throws StoreError `BadRequest` or `Invalid`.
 */
export function intake(
  resource: Resource,
  sent: unknown,
  { patch, ...options }: WriteOptions & { readonly patch?: Patch },
): KubernetesObject {
  const { schema, custom, kind, strategy } = resource;
  const decoded = decode(sent, schema, {
    fieldValidation: options.fieldValidation ?? "Strict",
    onWarning: options.onWarning ?? ignoreWarning,
    kind,
    custom,
    ...(patch === undefined ? {} : { patch }),
  });
  const filled = applyDefaults(schema, decoded) as KubernetesObject;
  return strategy.applyDefaults?.(filled) ?? filled;
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
