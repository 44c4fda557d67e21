import { type ReplicaSetStatus, referenceTo, type Store, type Stored } from "@engenho/core";
import type { ReplicaOwner } from "./replica-kind.js";
import { hasStatus } from "./status.js";

/** What became of a status. */
export interface StatusWrite {
  /** The owner with its status, as the store has it now. */
  readonly owner: Stored<ReplicaOwner>;
  readonly written: boolean;
}

/**
 * Writes the status unless the owner has it already. When that fails, for whatever reason, the owner is read
 * again and the same status is written once more (RS-59); then the error is thrown. An object of the same name but
 * another UID is left alone.
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
    const live = await store.get<ReplicaOwner>(referenceTo(owner), { live: true });
    if (live.metadata.uid !== owner.metadata.uid) throw error;
    return { owner: await put(live), written: true };
  }
}
