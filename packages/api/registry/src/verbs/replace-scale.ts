import type { KubernetesObject, Stored, UpdateOptions } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import type { StorageKey } from "@engenho/storage";
import type { RegistryContext } from "../context/registry-context.js";
import type { Resource } from "../model/resource.js";
import { type Scale, scaleOf, withScale } from "./scale.js";
import { replaceObject, updateRequest } from "./update.js";

/** A write to the Scale of an object. */
export interface ScaleReplacement {
  readonly resource: Resource;
  readonly key: StorageKey;
  /** The Scale that the client wants, decoded. Called again with the newer Scale after a conflict. */
  wanted(current: Stored<Scale>): KubernetesObject;
  /** The uid that the object must have (AP-16). Default: any. */
  readonly uid?: string | undefined;
}

/** A PUT or PATCH of `scale`. Admission sees an UPDATE with the Scales before and after (AP-70). */
export async function replaceScale(
  context: RegistryContext,
  { resource, key, wanted, uid }: ScaleReplacement,
  options: UpdateOptions,
): Promise<Stored> {
  const subresource = "scale";
  const admission = context.admission.stepsFor("UPDATE", resource, subresource);
  const next = (current: Stored) => {
    const served = scaleOf(resource, current);
    const request = (object: KubernetesObject) =>
      updateRequest({ resource, key, subresource }, { object, served }, options);
    const sent = wanted(served);
    const admitted = admission?.mutate(sent, request) ?? sent;
    return andThen(admitted, (scale) => withScale(resource, current, scale));
  };
  const bodyOf = (object: Stored) => scaleOf(resource, object);
  return scaleOf(resource, await replaceObject(context, { resource, key, subresource, next, bodyOf, uid }, options));
}
