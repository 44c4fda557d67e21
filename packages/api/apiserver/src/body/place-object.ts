import { copyWith, type KubernetesObject } from "@engenho/core";
import { badRequest } from "../status/refusals.js";

/** Where a request's path says that its object is. */
export interface Place {
  /** Absent for cluster-scoped kinds. */
  readonly namespace: string | undefined;
  /** Absent where the path does not name the object. */
  readonly name?: string;
}

/**
 * The object with the namespace of its path (AP-3). Throws StoreError `BadRequest` when it names another one, or
 * another name than the path does.
 */
export function placeObject(object: KubernetesObject, place: Place): KubernetesObject {
  const { metadata } = object;
  // What is no object at all is the Store's to refuse: it knows the type that is wanted.
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return object;
  const { namespace } = metadata;
  if (namespace !== undefined && namespace !== "" && typeof namespace === "string" && place.namespace !== undefined) {
    if (namespace !== place.namespace) {
      throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
  }
  if (place.name !== undefined) checkName(metadata.name, place.name);
  if (namespace === place.namespace) return object;
  if (place.namespace !== undefined) return { ...object, metadata: copyWith(metadata, { namespace: place.namespace }) };
  const { namespace: _sent, ...rest } = metadata;
  return { ...object, metadata: rest };
}

function checkName(sent: unknown, name: string): void {
  if (sent === undefined || sent === "") {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (typeof sent === "string" && sent !== name) {
    throw badRequest(`the name of the object (${sent}) does not match the name on the URL (${name})`);
  }
}
