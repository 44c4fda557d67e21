import {
  type KubernetesObject,
  type ObjectReference,
  type Patch,
  type PatchOptions,
  type Stored,
  StoreError,
} from "@engenho/core";
import type { StorageKey } from "./backend.js";
import { intake } from "./intake.js";
import { applyMergePatch } from "./merge-patch.js";
import { methodNotAllowed, notFound } from "./refusals.js";
import type { RegistryContext } from "./registry-context.js";
import { scaleOf, withScale } from "./scale.js";
import { replaceObject } from "./update.js";

/** A PATCH: the update loop with the patch applied to what is there at each turn. */
export async function patchObject(
  context: RegistryContext,
  { reference, patch }: { readonly reference: ObjectReference; readonly patch: Patch },
  options: PatchOptions,
): Promise<Stored> {
  const resource = context.catalogue.find(reference);
  const subresource = options.subresource ?? "";
  if (subresource === "" && !resource.definition.verbs.includes("patch")) throw methodNotAllowed(resource, "patch");
  if (subresource !== "" && !resource.subresources.has(subresource)) throw notFound(resource, reference.name);
  const namespace = resource.definition.namespaced ? (reference.namespace ?? "") : "";
  const key: StorageKey = { ...resource.stored, namespace, name: reference.name };
  if (subresource === "scale") {
    const next = (current: Stored) => withScale(resource, current, applyPatchTo(scaleOf(resource, current), patch));
    return scaleOf(resource, await replaceObject(context, { resource, key, subresource, next }, options));
  }
  const next = (current: Stored) => intake(resource, applyPatchTo(current, patch), { ...options, patch });
  return replaceObject(context, { resource, key, subresource, next }, options);
}

function applyPatchTo(current: KubernetesObject, patch: Patch): KubernetesObject {
  switch (patch.type) {
    case "merge":
    case "strategic":
      return applyMergePatch(current, patch.value) as KubernetesObject;
    default:
      throw new StoreError("UnsupportedMediaType", `patch type ${patch.type}`);
  }
}
