import type { ReplicaSetStatus, Store, Stored } from "@engenho/core";
import type { ReplicaOwner } from "./replica-kind.js";
import { hasStatus } from "./status.js";

/** The result of {@link writeStatus}. */
export interface StatusWrite {
  /** The owner with its status, as it is now in the store. */
  readonly owner: Stored<ReplicaOwner>;
  readonly written: boolean;
}

/**
 * Writes the status if it differs from the owner's. After any failure the owner is read again and the same status is written
 * once more (RS-59); a second failure is thrown. The status is never written to an object of the same name with another UID.
 */
export async function writeStatus(
  store: Store,
  owner: Stored<ReplicaOwner>,
  status: ReplicaSetStatus,
): Promise<StatusWrite> {
  if (hasStatus(owner, status)) return { owner, written: false };
  const put = (object: Stored<ReplicaOwner>) =>
    store.update<Stored<ReplicaOwner>>({ ...object, status }, { subresource: "status" });
  try {
    return { owner: await put(owner), written: true };
  } catch (error) {
    const live = await store.get(owner, owner.metadata, { live: true });
    if (live.metadata.uid !== owner.metadata.uid) throw error;
    return { owner: await put(live), written: true };
  }
}
