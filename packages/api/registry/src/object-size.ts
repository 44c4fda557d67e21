import { copyWith, type KubernetesObject, StoreError } from "@engenho/core";
import { type LongWork, type MaybeWork, Meter } from "./long-work.js";
import { weightOf } from "./object-weight.js";
import type { Resource } from "./resource.js";

/** What etcd takes in one request by default. */
const maximumSize = 1.5 * 1024 * 1024;
/** How many values it may have, about: what is lighter than the size has no more. */
const maximumValues = 100_000;
/** What a number, a boolean, a null or the frame of a field takes, about. */
const smallSize = 4;

/**
 * An object as etcd takes it: one above about 1.5 MiB is refused, whatever it came from (a body, a patch, an apply). Where
 * only its managed fields make it so long it goes without them, as upstream has it (isTooLargeError in the handlers), but for
 * an apply, which is refused. Fields of built-in kinds count without their names, for upstream keeps those as protobuf; texts
 * count by UTF-16 units. Throws StoreError `InternalError` with etcd's words, which upstream's server passes on as a 500,
 * and `RequestEntityTooLarge` for an object of more than about 100,000 values, each of which takes its time at every write
 * (decision 016). What is not light is measured in pieces.
 */
export function withinSize(resource: Resource, object: KubernetesObject, isApply = false): MaybeWork<KubernetesObject> {
  // What is light cannot be long, and what many objects share is weighed once.
  return weightOf(object) <= maximumSize ? object : measured(resource, object, isApply);
}

function* measured(resource: Resource, object: KubernetesObject, isApply: boolean): LongWork<KubernetesObject> {
  yield;
  const { managedFields, ...metadata } = object.metadata;
  const bare = managedFields === undefined ? object : copyWith(object, { metadata });
  const { size, values } = yield* measure(bare, resource.definition.schemaName === undefined);
  // What is managed is JSON to upstream too.
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

/** The length of a value, or one above the limit, and how many there are in it. No recursion: objects may be nested deeply. */
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
