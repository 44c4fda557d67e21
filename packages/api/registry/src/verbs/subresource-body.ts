import { definedFields, type KubernetesObject, type Patch, type WriteOptions } from "@engenho/core";
import { applyDefaults, decode } from "@engenho/machinery";
import { ignoreWarning } from "../context/registry-context.js";
import type { Resource } from "../model/resource.js";

/** The kind of a subresource's body. */
export interface SubresourceBodyKind {
  readonly resource: Resource;
  readonly subresource: string;
  /** Whether absent fields get their defaults, as in what is created. Default false: the handler of a Scale knows its own. */
  readonly defaulted?: boolean;
}

/**
 * Decodes the body of a subresource that is of a different kind than the object (Scale, Binding, Eviction), or the result of
 * its `patch`, by that kind's schema. Throws StoreError `BadRequest` or `Invalid`.
 */
export function decodeSubresourceBody(
  { resource, subresource, defaulted = false }: SubresourceBodyKind,
  body: unknown,
  options: WriteOptions,
  patch?: Patch,
): KubernetesObject {
  const served = resource.subresources.get(subresource);
  const schema = served?.schema;
  if (served === undefined || schema === undefined) return body as KubernetesObject;
  const decoded = decode(
    body,
    schema,
    definedFields({
      fieldValidation: options.fieldValidation ?? "Strict",
      strictFaults: options.strictFaults,
      onWarning: options.onWarning ?? ignoreWarning,
      kind: served.body.kind,
      patch,
    }),
  );
  return defaulted ? (applyDefaults(schema, decoded) as KubernetesObject) : decoded;
}
