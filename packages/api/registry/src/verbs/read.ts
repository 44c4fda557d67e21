import {
  compileLabelSelector,
  controllerOf,
  type GetOptions,
  type KindReference,
  type ListOptions,
  type ObjectList,
  type ObjectReference,
  type Stored,
  StoreError,
} from "@engenho/core";
import { andThen, isPending, type MaybePromise } from "@engenho/machinery";
import type { BackendListOptions, IndexLookup } from "@engenho/storage";
import type { RegistryContext } from "../context/registry-context.js";
import { allToServed, toServed } from "../model/conversion.js";
import { compileFieldSelector } from "../model/field-selection.js";
import { methodNotAllowed, notFound } from "../model/refusals.js";
import { hasWritableSubresource, type Resource } from "../model/resource.js";
import { referencedKey } from "../model/storage-key.js";
import { scaleOf } from "./scale.js";

/** A GET. Throws StoreError `NotFound`, `NoKindMatch`. */
export async function getObject(
  context: RegistryContext,
  reference: ObjectReference,
  options: GetOptions | undefined,
): Promise<Stored> {
  const resource = context.catalogue.find(reference);
  const { name } = reference;
  if (options?.live === true) await context.backend.refresh?.();
  const found = context.backend.get(referencedKey("Store.get", resource, reference));
  const object = isPending(found) ? await found : found;
  if (object === undefined) throw notFound(resource, name);
  const converted = toServed(resource, object);
  const served = isPending(converted) ? await converted : converted;
  const subresource = options?.subresource ?? "";
  if (subresource === "") return served;
  if (!hasWritableSubresource(resource, subresource)) throw notFound(resource, name);
  if (subresource === "scale") return scaleOf(resource, served);
  return served;
}

/** A LIST. Throws StoreError `NoKindMatch`, `BadRequest`, `Expired`. */
export function listObjects(
  context: RegistryContext,
  kind: KindReference,
  options: ListOptions,
): MaybePromise<ObjectList> {
  const resource = context.catalogue.find(kind);
  if (!resource.definition.verbs.includes("list")) throw methodNotAllowed(resource, "list");
  const query = queryOf(resource, options);
  if (query === "nothing") return { items: [], resourceVersion: context.backend.resourceVersion };
  const { fieldSelector = [] } = options;
  const readsFields = fieldSelector.some(({ field }) => !field.startsWith("metadata."));
  if (resource.versions?.areConvertedByWebhook === true && readsFields) return listConverted(context, resource, query);
  const list = context.backend.list(resource.stored, query);
  return andThen(list, (page) => servedPage(resource, page));
}

/** How often a list is repeated because objects were written while it was being converted. */
const maxConversions = 5;

/** A list by fields that objects have only once a webhook has converted them: all objects are converted before they are selected. */
async function listConverted(
  context: RegistryContext,
  resource: Resource,
  query: BackendListOptions,
): Promise<ObjectList> {
  const converted = new Map<Stored, Stored>();
  for (let attempt = 1; attempt <= maxConversions; attempt++) {
    const unknown: Stored[] = [];
    const selects = (object: Stored) => {
      const served = converted.get(object);
      if (served !== undefined) return query.accepts?.(served) !== false;
      unknown.push(object);
      return false;
    };
    const page = await context.backend.list(resource.stored, { ...query, accepts: selects });
    if (unknown.length === 0) return { ...page, items: page.items.map((item) => converted.get(item) as Stored) };
    const served = await allToServed(resource, unknown);
    for (const [index, object] of unknown.entries()) converted.set(object, served[index] as Stored);
  }
  throw new StoreError("Timeout", "Timeout: objects are written faster than they can be converted");
}

/** Most objects of the kinds that are looked up this way have a controller, and are therefore not in this index. */
const uncontrolledLookup: IndexLookup = {
  index: "uncontrolled",
  valuesOf: (object) => (controllerOf(object) === undefined ? "" : undefined),
  sourceOf: (object) => object.metadata.ownerReferences,
  value: "",
};

function queryOf(resource: Resource, options: ListOptions): BackendListOptions | "nothing" {
  const { labelSelector, fieldSelector, ownerUid, uncontrolled, limit } = options;
  const fields = compileFieldSelector(resource, fieldSelector ?? []);
  const asked = resource.definition.namespaced ? options.namespace : undefined;
  if (asked !== undefined && fields.namespace !== undefined && asked !== fields.namespace) return "nothing";
  const name = fields.name;
  const accepts =
    name === undefined
      ? fields.accepts
      : (object: Stored) => object.metadata.name === name && fields.accepts?.(object) !== false;
  const lookups = uncontrolled === true ? [...fields.lookups, uncontrolledLookup] : fields.lookups;
  return {
    namespace: asked ?? fields.namespace,
    ownerUid,
    labels: labelSelector === undefined ? undefined : compileLabels(labelSelector),
    lookups: lookups.length === 0 ? undefined : lookups,
    accepts,
    limit,
    continue: options.continue,
  };
}

function compileLabels(selector: NonNullable<ListOptions["labelSelector"]>) {
  try {
    return compileLabelSelector(selector);
  } catch (error) {
    if (error instanceof RangeError) throw new StoreError("BadRequest", error.message, { cause: error });
    throw error;
  }
}

function servedPage(resource: Resource, page: ObjectList): MaybePromise<ObjectList> {
  if (resource.versions === undefined && resource.apiVersion === resource.storedApiVersion) return page;
  return andThen(allToServed(resource, page.items), (items) => ({ ...page, items }));
}
