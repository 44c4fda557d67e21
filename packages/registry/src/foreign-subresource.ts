import { type KubernetesObject, type Stored, StoreError, type UpdateOptions } from "@engenho/core";
import { bindPod } from "./binding.js";
import { evictPod } from "./eviction.js";
import { notFound } from "./refusals.js";
import type { RegistryContext } from "./registry-context.js";
import { scaleOf, withScale } from "./scale.js";
import { storageKey } from "./storage-key.js";
import { replaceObject } from "./update.js";

/** Writes a subresource whose body is of another kind than the object; undefined when this is no such write. */
export function updateForeignSubresource(
  context: RegistryContext,
  body: KubernetesObject,
  options: UpdateOptions,
): Promise<Stored> | undefined {
  switch (options.subresource) {
    case "scale":
      return updateScale(context, body, options);
    case "binding":
      return bindPod(context, body, options);
    case "eviction":
      return evictPod(context, body, options);
    default:
      return undefined;
  }
}

async function updateScale(context: RegistryContext, scale: KubernetesObject, options: UpdateOptions): Promise<Stored> {
  if (options.parent === undefined)
    throw new StoreError("BadRequest", "a Scale needs the kind that it scales: options.parent");
  const resource = context.catalogue.find(options.parent);
  const { name = "", namespace, uid } = scale.metadata;
  if (!resource.subresources.has("scale")) throw notFound(resource, name);
  const key = storageKey(resource, namespace, name);
  const replacement = {
    resource,
    key,
    subresource: "scale",
    next: (current: Stored) => withScale(resource, current, scale),
    uid,
  };
  return scaleOf(resource, await replaceObject(context, replacement, options));
}
