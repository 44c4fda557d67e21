import type { KubernetesObject, Stored } from "../objects/object.js";
import type { WatchEvent } from "../store/watch.js";

/** The event of the commit that created `object`. */
export function added<T extends KubernetesObject>(object: Stored<T>): WatchEvent<T> {
  return { type: "ADDED", object };
}

/** The event of the commit that turned `previous` into `object`. */
export function modified<T extends KubernetesObject>(previous: Stored<T>, object: Stored<T>): WatchEvent<T> {
  return { type: "MODIFIED", previous, object };
}

/** The event of the commit that deleted `object`. */
export function deleted<T extends KubernetesObject>(object: Stored<T>): WatchEvent<T> {
  return { type: "DELETED", object, previous: object };
}
