import { findObject, type Store, type Stored } from "@engenho/core";
import type { Identity } from "./identity.js";

/** The object of this identity as the store has it now, whatever its UID; `undefined` when there is none. */
export function liveObject(store: Store, identity: Identity): Promise<Stored | undefined> {
  const { apiVersion, kind, namespace, name } = identity;
  const reference = { apiVersion, kind, name, ...(namespace === "" ? {} : { namespace }) };
  return findObject(store, reference, { live: true });
}
