import { copyWith, deepFreeze, type KubernetesObject, type Stored } from "@engenho/core";

/**
 * Gives an object built for a write the version of its commit and freezes it: the answer is what is to be kept. The version
 * is set in place where the object's metadata is not frozen yet, for then nobody else holds it.
 */
export function sealObject(object: KubernetesObject, resourceVersion: string): Stored {
  if (Object.isFrozen(object) || Object.isFrozen(object.metadata)) {
    return deepFreeze(copyWith(object, { metadata: copyWith(object.metadata, { resourceVersion }) })) as Stored;
  }
  (object.metadata as { resourceVersion?: string }).resourceVersion = resourceVersion;
  return deepFreeze(copyWith(object, {})) as Stored;
}
