import { copyWith, type KubernetesObject } from "@engenho/core";
import { badRequest } from "../status/refusals.js";

/** The namespace and name in a request's path. */
export interface ObjectScope {
  /** Absent for cluster-scoped kinds. */
  readonly namespace: string | undefined;
  /** Absent where the path does not name the object. */
  readonly name?: string;
}

/**
 * The object with the namespace of the request's path (AP-3). Throws StoreError `BadRequest` when its namespace or name differs
 * from the path's.
 */
export function scopeObject(object: KubernetesObject, scope: ObjectScope): KubernetesObject {
  const { metadata } = object;
  // The Store refuses a value that is not an object: its message names the expected type.
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return object;
  const { namespace } = metadata;
  if (namespace !== undefined && namespace !== "" && typeof namespace === "string" && scope.namespace !== undefined) {
    if (namespace !== scope.namespace) {
      throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
  }
  if (scope.name !== undefined) checkName(metadata.name, scope.name);
  if (namespace === scope.namespace) return object;
  if (scope.namespace !== undefined) return { ...object, metadata: copyWith(metadata, { namespace: scope.namespace }) };
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
