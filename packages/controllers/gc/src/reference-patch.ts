import { isStoreError, type OwnerReference, type Store, type Stored } from "@engenho/core";

/** The new value of an owner reference, or `undefined` to remove it. */
type Change = (reference: OwnerReference) => OwnerReference | undefined;

/**
 * Changes an object's owner references. A strategic merge patch identifies references by UID, so it cannot overwrite
 * concurrent changes; kinds that do not support it (custom kinds, 415) get a merge patch of the whole list with the
 * resourceVersion (upstream's patch.go). The UID in the patch excludes another object of the same name. Returns whether
 * anything had to change.
 */
async function changeReferences(store: Store, object: Stored, change: Change): Promise<boolean> {
  const before = object.metadata.ownerReferences ?? [];
  const after = before.map(change);
  if (after.every((reference, index) => reference === before[index])) return false;
  const { uid, resourceVersion } = object.metadata;
  const strategic = before.flatMap((reference, index) => {
    const next = after[index];
    if (next === reference) return [];
    return [next ?? { $patch: "delete", uid: reference.uid }];
  });
  try {
    await store.patch(object, object.metadata, {
      type: "strategic",
      value: { metadata: { uid, ownerReferences: strategic } },
    });
  } catch (error) {
    if (!isStoreError(error, "UnsupportedMediaType")) throw error;
    const ownerReferences = after.filter((reference) => reference !== undefined);
    const value = {
      metadata: { uid, resourceVersion, ownerReferences: ownerReferences.length > 0 ? ownerReferences : null },
    };
    await store.patch(object, object.metadata, { type: "merge", value });
  }
  return true;
}

/** Removes the references to these owners (GC-37, GC-60). */
export function removeReferences(store: Store, object: Stored, ownerUids: ReadonlySet<string>): Promise<boolean> {
  return changeReferences(store, object, (reference) => (ownerUids.has(reference.uid) ? undefined : reference));
}

/** Sets blockOwnerDeletion to false in all references (GC-38). */
export function unblockReferences(store: Store, object: Stored): Promise<boolean> {
  return changeReferences(store, object, (reference) =>
    reference.blockOwnerDeletion === true ? { ...reference, blockOwnerDeletion: false } : reference,
  );
}
