import type { KubernetesObject, Patch, WriteOptions } from "@engenho/core";
import { applyDefaults } from "@engenho/kinds";
import { decode } from "./decode/index.js";
import { deepFreeze } from "./deep-freeze.js";
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
  // What is frozen is known by its identity from here on: defaults and checks of it are remembered. Metadata is built anew.
  freezeContent(decoded);
  const filled = applyDefaults(schema, decoded) as KubernetesObject;
  if (filled !== decoded) freezeContent(filled);
  return strategy.applyDefaults?.(filled) ?? filled;
}

function freezeContent(object: KubernetesObject): void {
  for (const field of Object.keys(object)) {
    if (field !== "metadata") deepFreeze((object as unknown as Readonly<Record<string, unknown>>)[field]);
  }
}
