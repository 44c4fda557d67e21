import {
  copyWith,
  definedFields,
  type KubernetesObject,
  type ObjectReference,
  type Patch,
  type PatchOptions,
  type Stored,
  StoreError,
} from "@engenho/core";
import {
  applyPatch,
  applySmallPatch,
  isJsonObject,
  type LongWork,
  type PartialPatch,
  stringField,
} from "@engenho/machinery";
import type { StorageKey } from "@engenho/storage";
import type { RegistryContext } from "../context/registry-context.js";
import { requiredFieldManager } from "../metadata/field-manager.js";
import { methodNotAllowed, namespaceMismatch, notFound } from "../model/refusals.js";
import { hasWritableSubresource, type Resource } from "../model/resource.js";
import { referencedKey } from "../model/storage-key.js";
import { applied } from "./managed-fields.js";
import { replaceScale } from "./replace-scale.js";
import type { Scale } from "./scale.js";
import { decodeSubresourceBody } from "./subresource-body.js";
import { replaceObject } from "./update.js";

/** A PATCH: the update loop, with the patch applied to the current object in each attempt. */
export async function patchObject(
  context: RegistryContext,
  { reference, patch }: { readonly reference: ObjectReference; readonly patch: Patch },
  options: PatchOptions,
): Promise<Stored> {
  const resource = context.catalogue.find(reference);
  const subresource = options.subresource ?? "";
  if (subresource === "" && !resource.definition.verbs.includes("patch")) throw methodNotAllowed(resource, "patch");
  if (subresource !== "" && !hasWritableSubresource(resource, subresource)) throw notFound(resource, reference.name);
  const key = referencedKey("Store.patch", resource, reference);
  if (subresource === "scale") {
    const wanted = (scale: Stored<Scale>) => patchedScale({ resource, scale, patch }, options);
    return replaceScale(context, { resource, key, wanted }, options);
  }
  if (patch.type === "apply") return applyObject(context, { resource, key, subresource, patch }, options);
  const next = (current: Stored) => patched(resource, current, patch);
  return replaceObject(context, { resource, key, subresource, next, decodes: { patch } }, options);
}

interface Application {
  readonly resource: Resource;
  readonly key: StorageKey;
  readonly subresource: string;
  readonly patch: Extract<Patch, { readonly type: "apply" }>;
}

/** Server-side apply: creates what is missing. */
function applyObject(
  context: RegistryContext,
  { resource, key, subresource, patch }: Application,
  options: PatchOptions,
): Promise<Stored> {
  const manager = requiredFieldManager(options);
  const config = namedConfig(patch.value, key);
  const force = patch.force === true;
  const result = (live: Stored | undefined) =>
    applied(context, { resource, subresource, live, config, force, manager });
  const replacement = definedFields({
    resource,
    key,
    subresource,
    next: result,
    decodes: { patch },
    managesFields: true,
    creates: subresource === "",
    whenMissing: subresource === "" ? () => result(undefined) : undefined,
  });
  return replaceObject(context, replacement, options);
}

/** The configuration with the name and namespace of its object. Throws StoreError `BadRequest`. */
function namedConfig(value: unknown, key: StorageKey): unknown {
  if (!isJsonObject(value)) return value;
  const metadata = isJsonObject(value.metadata) ? value.metadata : {};
  const name = metadata.name ?? key.name;
  const namespace = metadata.namespace ?? key.namespace;
  // Structured merge refuses values that are not strings: its message names the expected type.
  if (typeof name !== "string" || typeof namespace !== "string") return value;
  if (name !== key.name) {
    const message = `the name of the object (${name}) does not match the name on the URL (${key.name})`;
    throw new StoreError("BadRequest", message);
  }
  if (namespace !== key.namespace && namespace !== "" && key.namespace !== "") {
    throw namespaceMismatch();
  }
  const place = key.namespace === "" ? { name } : { name, namespace: key.namespace };
  return copyWith(value, { metadata: copyWith(metadata, place) });
}

function* patched(resource: Resource, current: KubernetesObject, patch: PartialPatch): LongWork<unknown> {
  const { schema, custom } = resource;
  const outcome = yield* applyPatch(current, patch, { schema, strategicAllowed: !custom });
  refuseOtherKind(outcome, current, custom);
  return outcome;
}

interface ScalePatch {
  readonly resource: Resource;
  readonly scale: Stored<Scale>;
  readonly patch: Patch;
}

function patchedScale({ resource, scale, patch }: ScalePatch, options: PatchOptions): KubernetesObject {
  const schema = resource.subresources.get("scale")?.schema;
  // A Scale has no lists to merge and no owners of its own: an apply sets its replicas.
  const partial: PartialPatch = patch.type === "apply" ? { type: "merge", value: patch.value } : patch;
  const outcome = applySmallPatch(scale, partial, { schema, strategicAllowed: true });
  refuseOtherKind(outcome, scale, false);
  return decodeSubresourceBody({ resource, subresource: "scale" }, outcome, options, patch);
}

/** A patch must not change the kind of an object. */
function refuseOtherKind(outcome: unknown, current: KubernetesObject, custom: boolean): void {
  const fields = isJsonObject(outcome) ? outcome : {};
  const isTyped = ["apiVersion", "kind"].every((name) => typeof (fields[name] ?? "") === "string");
  // The decoder of a typed object refuses a value that is not a string: its message names the expected type.
  if (!isTyped && !custom) return;
  const [apiVersion, kind] = [stringField(fields, "apiVersion"), stringField(fields, "kind")];
  if (apiVersion !== current.apiVersion) {
    const message = `the API version in the data (${apiVersion}) does not match the expected API version (${current.apiVersion})`;
    throw new StoreError("BadRequest", message);
  }
  if (kind !== current.kind) {
    throw new StoreError(
      "BadRequest",
      `the kind in the data (${kind}) does not match the expected kind (${current.kind})`,
    );
  }
}
