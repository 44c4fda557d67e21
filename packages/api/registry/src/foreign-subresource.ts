import { type KubernetesObject, pods, type Stored, StoreError, type UpdateOptions } from "@engenho/core";
import { bindPod } from "./binding.js";
import { evictPod } from "./eviction.js";
import { notFound } from "./refusals.js";
import type { RegistryContext } from "./registry-context.js";
import { scaleOf, withScale } from "./scale.js";
import { storageKey } from "./storage-key.js";
import { decodeSubresourceBody } from "./subresource-body.js";
import { replaceObject } from "./update.js";

/** Writes a subresource whose body is of a different kind than the object; undefined if this is not such a write. */
export function updateForeignSubresource(
  context: RegistryContext,
  body: KubernetesObject,
  options: UpdateOptions,
): Promise<Stored> | undefined {
  switch (options.subresource) {
    case "scale":
      return updateScale(context, body, options);
    case "binding":
    case "eviction":
      return updatePod(context, body, options);
    default:
      return undefined;
  }
}

async function updatePod(context: RegistryContext, body: KubernetesObject, options: UpdateOptions): Promise<Stored> {
  const subresource = options.subresource ?? "";
  const decoded = decodeSubresourceBody({ resource: context.catalogue.find(pods), subresource }, body, options);
  return subresource === "binding" ? bindPod(context, decoded, options) : evictPod(context, decoded, options);
}

async function updateScale(context: RegistryContext, body: KubernetesObject, options: UpdateOptions): Promise<Stored> {
  if (options.parent === undefined) {
    throw new StoreError("BadRequest", "a Scale needs the kind that it scales: options.parent");
  }
  const resource = context.catalogue.find(options.parent);
  if (!resource.subresources.has("scale")) throw notFound(resource, body.metadata?.name ?? "");
  const scale = decodeSubresourceBody({ resource, subresource: "scale" }, body, options);
  const { name = "", namespace, uid } = scale.metadata;
  const key = storageKey(resource, namespace, name);
  const next = (current: Stored) => withScale(resource, current, scale);
  return scaleOf(resource, await replaceObject(context, { resource, key, subresource: "scale", next, uid }, options));
}
