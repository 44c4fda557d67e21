import { type KubernetesObject, StoreError } from "@engenho/core";
import { weightOf } from "./object-weight.js";
import type { Resource } from "./resource.js";

/** What etcd takes in one request by default. */
const maximumSize = 1.5 * 1024 * 1024;
/** What a number, a boolean, a null or the frame of a field takes, about. */
const smallSize = 4;

/**
 * Refuses what etcd would not take: objects above about 1.5 MiB, whatever they came from (a body, a patch, an apply).
 * Fields of built-in kinds count without their names, for upstream keeps those as protobuf; managed fields do not count,
 * for upstream drops them rather than refuse an object. Texts count by UTF-16 units. Throws StoreError `InternalError`
 * with etcd's words, which upstream's server passes on as a 500.
 */
export function checkSize(resource: Resource, object: KubernetesObject): void {
  // What is light cannot be long, and what many objects share is weighed once.
  if (weightOf(object) <= maximumSize) return;
  const countsNames = resource.definition.schemaName === undefined;
  let size = 0;
  // No recursion: objects of custom kinds may be nested deeply.
  const rest: unknown[] = [object];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === "string") size += value.length + smallSize;
    else if (typeof value !== "object" || value === null) size += smallSize;
    else if (Array.isArray(value)) for (const item of value) rest.push(item);
    else {
      for (const name in value) {
        size += countsNames ? name.length + smallSize : smallSize;
        if (name !== "managedFields" || value !== object.metadata)
          rest.push((value as Readonly<Record<string, unknown>>)[name]);
      }
    }
    if (size > maximumSize) throw new StoreError("InternalError", "etcdserver: request is too large");
  }
}
