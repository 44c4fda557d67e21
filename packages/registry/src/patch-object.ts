import {
  type KubernetesObject,
  type ObjectReference,
  type Patch,
  type PatchOptions,
  type Stored,
  StoreError,
} from "@engenho/core";
import { definition } from "@engenho/kinds";
import type { StorageKey } from "./backend.js";
import { decode } from "./decode/index.js";
import { intake } from "./intake.js";
import { applyPatch } from "./patch/index.js";
import { methodNotAllowed, notFound } from "./refusals.js";
import { ignoreWarning, type RegistryContext } from "./registry-context.js";
import type { Resource } from "./resource.js";
import { scaleOf, withScale } from "./scale.js";
import { replaceObject } from "./update.js";

type PartialPatch = Exclude<Patch, { readonly type: "apply" }>;

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
  if (patch.type === "apply") throw new StoreError("UnsupportedMediaType", "apply");
  if (subresource === "scale") {
    const next = (current: Stored) => withScale(resource, current, patchedScale({ resource, current, patch }, options));
    return scaleOf(resource, await replaceObject(context, { resource, key, subresource, next }, options));
  }
  const next = (current: Stored) => intake(resource, patched(resource, current, patch), { ...options, patch, current });
  return replaceObject(context, { resource, key, subresource, next }, options);
}

function patched(resource: Resource, current: KubernetesObject, patch: PartialPatch): unknown {
  const { schema, custom } = resource;
  const outcome = applyPatch(current, patch, { schema, strategicAllowed: !custom });
  refuseOtherKind(outcome, current);
  return outcome;
}

interface ScalePatch {
  readonly resource: Resource;
  readonly current: Stored;
  readonly patch: PartialPatch;
}

function patchedScale({ resource, current, patch }: ScalePatch, options: PatchOptions): KubernetesObject {
  const scale = scaleOf(resource, current);
  const schemaName = resource.subresources.get("scale")?.schemaName ?? "io.k8s.api.autoscaling.v1.Scale";
  const schema = definition(schemaName);
  const outcome = applyPatch(scale, patch, { schema, strategicAllowed: true });
  refuseOtherKind(outcome, scale);
  if (schema === undefined) return outcome as KubernetesObject;
  return decode(outcome, schema, {
    fieldValidation: options.fieldValidation ?? "Strict",
    onWarning: options.onWarning ?? ignoreWarning,
    kind: "Scale",
    patch,
  });
}

/** A patch may change an object, not what kind of object it is. */
function refuseOtherKind(outcome: unknown, current: KubernetesObject): void {
  const { apiVersion, kind } = (outcome ?? {}) as Partial<KubernetesObject>;
  if (apiVersion !== current.apiVersion) {
    const message = `the API version in the data (${apiVersion ?? ""}) does not match the expected API version (${current.apiVersion})`;
    throw new StoreError("BadRequest", message);
  }
  if (kind !== current.kind) {
    throw new StoreError(
      "BadRequest",
      `the kind in the data (${kind ?? ""}) does not match the expected kind (${current.kind})`,
    );
  }
}
