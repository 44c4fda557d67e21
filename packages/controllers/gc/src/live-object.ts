import { definedFields, findObject, type Store, type Stored } from "@engenho/core";
import type { Identity } from "./identity.js";

/** A live read of the object with this identity, whatever its UID; `undefined` if it does not exist. */
export function liveObject(store: Store, identity: Identity): Promise<Stored | undefined> {
  const { apiVersion, kind, namespace, name } = identity;
  const reference = definedFields({ apiVersion, kind, name, namespace: namespace === "" ? undefined : namespace });
  return findObject(store, reference, reference, { live: true });
}
