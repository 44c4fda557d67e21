import type { KubernetesObject, Patch, WriteOptions } from "@engenho/core";
import { decode } from "@engenho/machinery";
import { ignoreWarning } from "../context/registry-context.js";
import type { Resource } from "../model/resource.js";

/**
 * Decodes the body of a subresource that is of a different kind than the object (Scale, Binding, Eviction), or the result of
 * its `patch`, by that kind's schema. Throws StoreError `BadRequest` or `Invalid`.
 */
export function decodeSubresourceBody(
  { resource, subresource }: { readonly resource: Resource; readonly subresource: string },
  body: unknown,
  options: WriteOptions,
  patch?: Patch,
): KubernetesObject {
  const served = resource.subresources.get(subresource);
  const schema = served?.schema;
  if (served === undefined || schema === undefined) return body as KubernetesObject;
  return decode(body, schema, {
    fieldValidation: options.fieldValidation ?? "Strict",
    strictFaults: options.strictFaults,
    onWarning: options.onWarning ?? ignoreWarning,
    kind: served.body.kind,
    ...(patch === undefined ? {} : { patch }),
  });
}
