import { type ReplicaSet, type ReplicaSetStatus, referenceTo, type Store, type Stored } from "@engenho/core";
import { hasStatus } from "./status.js";

/** What became of a status. */
export interface StatusWrite {
  /** The ReplicaSet with its status, as the store has it now. */
  readonly replicaSet: Stored<ReplicaSet>;
  readonly written: boolean;
}

/**
 * Writes the status unless the ReplicaSet has it already. When that fails, for whatever reason, the ReplicaSet is read
 * again and the same status is written once more (RS-59); then the error is thrown. An object of the same name but
 * another UID is left alone.
 */
export async function writeStatus(
  store: Store,
  replicaSet: Stored<ReplicaSet>,
  status: ReplicaSetStatus,
): Promise<StatusWrite> {
  if (hasStatus(replicaSet, status)) return { replicaSet, written: false };
  const put = (object: Stored<ReplicaSet>) =>
    store.update<Stored<ReplicaSet>>({ ...object, status }, { subresource: "status" });
  try {
    return { replicaSet: await put(replicaSet), written: true };
  } catch (error) {
    const live = await store.get<ReplicaSet>(referenceTo(replicaSet), { live: true });
    if (live.metadata.uid !== replicaSet.metadata.uid) throw error;
    return { replicaSet: await put(live), written: true };
  }
}
