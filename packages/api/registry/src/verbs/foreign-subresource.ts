import { type KubernetesObject, type Stored, StoreError, type UpdateOptions } from "@engenho/core";
import type { AdmissionRequest, WithObject } from "../admission/admission.js";
import { notFound } from "../model/refusals.js";
import { ignoreWarning, type RegistryContext } from "../model/registry-context.js";
import type { Resource } from "../model/resource.js";
import { referencedKey, storageKey } from "../model/storage-key.js";
import type { SubresourceContext, SubresourceUpdate } from "../model/subresource.js";
import { deleteObject } from "./delete.js";
import { getObject, listObjects } from "./read.js";
import { scaleOf, withScale } from "./scale.js";
import { decodeSubresourceBody } from "./subresource-body.js";
import { replaceObject } from "./update.js";

/** Writes a subresource whose body is of another kind than the object; undefined when this is no such write. */
export function updateForeignSubresource(
  context: RegistryContext,
  body: KubernetesObject,
  options: UpdateOptions,
): Promise<Stored> | undefined {
  const { subresource = "" } = options;
  if (subresource === "") return undefined;
  if (subresource === "scale") return updateScale(context, body, options);
  const resource = context.catalogue.ofSubresourceBody(subresource, body);
  const update = resource?.subresources.get(subresource)?.update;
  return resource === undefined || update === undefined
    ? undefined
    : updateByKind(context, { resource, subresource, update, body }, options);
}

interface ForeignUpdate {
  readonly resource: Resource;
  readonly subresource: string;
  readonly update: SubresourceUpdate;
  readonly body: KubernetesObject;
}

async function updateByKind(
  context: RegistryContext,
  { resource, subresource, update, body }: ForeignUpdate,
  options: UpdateOptions,
): Promise<Stored> {
  const decoded = decodeSubresourceBody({ resource, subresource }, body, options);
  const admission = context.admission.stepsFor("CREATE", resource, subresource);
  if (admission === undefined) return update(verbsOf(context), decoded, options);
  const request = (object: KubernetesObject): AdmissionRequest & WithObject => ({
    operation: "CREATE",
    resource,
    subresource,
    namespace: object.metadata.namespace ?? "",
    name: object.metadata.name ?? "",
    object,
    oldObject: undefined,
    dryRun: options.dryRun === true,
    onWarning: options.onWarning ?? ignoreWarning,
  });
  const admitted = await admission.mutate(decoded, request);
  await admission.validate(() => request(admitted));
  return update(verbsOf(context), admitted, options);
}

function verbsOf(context: RegistryContext): SubresourceContext {
  return {
    clock: context.clock,
    get: (reference) => getObject(context, reference, undefined),
    list: async (kind, listOptions) => listObjects(context, kind, listOptions),
    delete: (reference, deleteOptions) => deleteObject(context, reference, deleteOptions),
    replace(reference, replacement, updateOptions) {
      const resource = context.catalogue.find(reference);
      const key = referencedKey("Store.update", resource, reference);
      return replaceObject(context, { ...replacement, resource, key }, updateOptions);
    },
  };
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
