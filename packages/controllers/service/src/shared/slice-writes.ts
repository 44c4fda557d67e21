import {
  type EndpointSlice,
  errorMessage,
  hasStatusCause,
  isStoreError,
  referenceTo,
  type Store,
  type Stored,
} from "@engenho/core";
import type { SliceTracker } from "./slice-tracker.js";

/** Slices to write. */
export interface SliceWrites {
  /** They have a generateName. */
  readonly creates: readonly EndpointSlice[];
  readonly updates: readonly EndpointSlice[];
  readonly deletes: readonly Stored<EndpointSlice>[];
}

/** What {@link applySliceWrites} needs to know. */
export interface SliceWritesContext {
  readonly store: Store;
  readonly tracker: SliceTracker;
  /** The key of the Service or the Endpoints that the slices are made from. */
  readonly key: string;
  /** For messages: `Service default/web`. */
  readonly owner: string;
  /** The owner is being deleted: then nothing is created, lest the garbage collector has to delete it again. */
  readonly isOwnerTerminating: boolean;
}

/**
 * Writes creates, updates and deletes in this order (ES-23), so that an endpoint that moves is never missing. Answers
 * whether anything was written. The first failure ends it and is thrown, but a namespace that is being deleted ends it in
 * peace. A slice that is gone already counts as deleted.
 */
export async function applySliceWrites(writes: SliceWrites, context: SliceWritesContext): Promise<boolean> {
  const { store, tracker, key, owner } = context;
  let changed = false;
  for (const slice of context.isOwnerTerminating ? [] : writes.creates) {
    try {
      tracker.wrote(key, await store.create(slice));
      changed = true;
    } catch (error) {
      if (hasStatusCause(error, "NamespaceTerminating")) return changed;
      throw failure(`failed to create EndpointSlice for ${owner}`, error);
    }
  }
  for (const slice of writes.updates) {
    try {
      tracker.wrote(key, await store.update(slice));
      changed = true;
    } catch (error) {
      throw failure(`failed to update ${slice.metadata.name} EndpointSlice for ${owner}`, error);
    }
  }
  for (const slice of writes.deletes) {
    changed = (await deleteSlice(slice, context)) || changed;
  }
  return changed;
}

/** False when it was gone already. Throws what the store throws, with a message that tells what was tried. */
export async function deleteSlice(
  slice: Stored<EndpointSlice>,
  { store, tracker, key, owner }: SliceWritesContext,
): Promise<boolean> {
  const takeBack = tracker.expectDeletion(key, slice);
  try {
    await store.delete(referenceTo(slice));
    return true;
  } catch (error) {
    takeBack();
    if (isStoreError(error, "NotFound")) return false;
    throw failure(`failed to delete ${slice.metadata.name} EndpointSlice for ${owner}`, error);
  }
}

function failure(what: string, cause: unknown): Error {
  return new Error(`${what}: ${errorMessage(cause)}`, { cause });
}
