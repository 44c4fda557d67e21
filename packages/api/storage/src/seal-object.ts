import { copyWith, deepFreeze, type KubernetesObject, type Stored } from "@engenho/core";

/**
 * Sets the version of its commit on an object built for a write and freezes it; returns the object to store. The version is set
 * in place if the object's metadata is not frozen yet, because nothing else refers to it then.
 */
export function sealObject(object: KubernetesObject, resourceVersion: string): Stored {
  if (Object.isFrozen(object) || Object.isFrozen(object.metadata)) {
    return deepFreeze(copyWith(object, { metadata: copyWith(object.metadata, { resourceVersion }) })) as Stored;
  }
  (object.metadata as { resourceVersion?: string }).resourceVersion = resourceVersion;
  return deepFreeze(copyWith(object, {})) as Stored;
}
