import { copyWith, type KubernetesObject, StoreError } from "@engenho/core";
import { type LongWork, type MaybeWork, Meter } from "@engenho/machinery";
import { weightOf } from "@engenho/storage";
import type { Resource } from "../model/resource.js";

/** etcd's default limit on the size of a request. */
const maximumSize = 1.5 * 1024 * 1024;
/** The approximate limit on the number of values: an object below the size limit by weight has no more. */
const maximumValues = 100_000;
/** The approximate size of a number, a boolean, a null or a field's overhead. */
const smallSize = 4;

/**
 * Limits the size of objects as etcd does: one above about 1.5 MiB is refused, whatever it results from (a body, a patch, an
 * apply). If only its managed fields exceed the limit they are dropped, as upstream does (isTooLargeError in the handlers),
 * except in an apply, which is refused. Fields of built-in kinds count without their names, because upstream stores those as
 * protobuf; strings count in UTF-16 code units. Throws StoreError `InternalError` with etcd's message, which upstream's server
 * passes on as a 500, and `RequestEntityTooLarge` for an object with more than about 100,000 values, each of which takes time
 * at every write (decision 016). Objects that are not light are measured in pieces.
 */
export function withinSize(resource: Resource, object: KubernetesObject, isApply = false): MaybeWork<KubernetesObject> {
  // A light object cannot be too large, and shared parts are weighed once.
  return weightOf(object) <= maximumSize ? object : measured(resource, object, isApply);
}

function* measured(resource: Resource, object: KubernetesObject, isApply: boolean): LongWork<KubernetesObject> {
  yield;
  const { managedFields, ...metadata } = object.metadata;
  const bare = managedFields === undefined ? object : copyWith(object, { metadata });
  const { size, values } = yield* measure(bare, resource.definition.schemaName === undefined);
  // Managed fields are JSON upstream too.
  const managed = managedFields === undefined ? 0 : (yield* measure(managedFields, true)).size;
  const isWithin = size + managed <= maximumSize;
  if (size > maximumSize || (isApply && !isWithin)) {
    throw new StoreError("InternalError", "etcdserver: request is too large");
  }
  if (values > maximumValues) {
    throw new StoreError("RequestEntityTooLarge", `Request entity too large: limit is ${maximumValues} values`);
  }
  return isWithin ? object : bare;
}

interface Measure {
  readonly size: number;
  readonly values: number;
}

/** The size of a value, or one above the limit, and the number of values in it. Not recursive: objects may be deeply nested. */
function* measure(whole: object, countsNames: boolean): LongWork<Measure> {
  let size = 0;
  let values = 1;
  const pieces = new Meter();
  const rest: object[] = [whole];
  const take = (value: unknown): void => {
    values++;
    if (typeof value === "string") size += value.length + smallSize;
    else if (typeof value !== "object" || value === null) size += smallSize;
    else rest.push(value);
  };
  for (let container = rest.pop(); container !== undefined && size <= maximumSize; container = rest.pop()) {
    const valuesBefore = values;
    if (Array.isArray(container)) for (const item of container) take(item);
    else {
      for (const name in container) {
        size += countsNames ? name.length + smallSize : smallSize;
        take((container as Readonly<Record<string, unknown>>)[name]);
      }
    }
    if (pieces.isDueAfter(values - valuesBefore)) yield;
  }
  return { size, values };
}
