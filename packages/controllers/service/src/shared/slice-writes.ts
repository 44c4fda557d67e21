import { type EndpointSlice, errorMessage, hasStatusCause, isStoreError, type Store, type Stored } from "@engenho/core";
import type { SliceTracker } from "./slice-tracker.js";

/** Slices to write. */
export interface SliceWrites {
  /** They have a generateName. */
  readonly creates: readonly EndpointSlice[];
  readonly updates: readonly EndpointSlice[];
  readonly deletes: readonly Stored<EndpointSlice>[];
}

/** What {@link applySliceWrites} needs. */
export interface SliceWritesContext {
  readonly store: Store;
  readonly tracker: SliceTracker;
  /** The key of the Service or Endpoints that the slices belong to. */
  readonly key: string;
  /** For messages: `Service default/web`. */
  readonly owner: string;
  /** The owner is being deleted: no slice is created, because the garbage collector would have to delete it. */
  readonly isOwnerTerminating: boolean;
}

/**
 * Makes creates, updates and deletes in this order (ES-23), so that an endpoint that moves to another slice is never
 * missing. Returns whether anything was written. It stops at the first error and throws it, except in a terminating
 * namespace, where it just stops. A slice that is already gone counts as deleted.
 */
export async function applySliceWrites(writes: SliceWrites, context: SliceWritesContext): Promise<boolean> {
  const { store, tracker, key, owner } = context;
  let changed = false;
  for (const slice of context.isOwnerTerminating ? [] : writes.creates) {
    try {
      tracker.recordWrite(key, await store.create(slice));
      changed = true;
    } catch (error) {
      if (hasStatusCause(error, "NamespaceTerminating")) return changed;
      throw failure(`failed to create EndpointSlice for ${owner}`, error);
    }
  }
  for (const slice of writes.updates) {
    try {
      tracker.recordWrite(key, await store.update(slice));
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

/** Deletes a slice; returns false if it was already gone. Throws the store's error with context in the message. */
export async function deleteSlice(
  slice: Stored<EndpointSlice>,
  { store, tracker, key, owner }: SliceWritesContext,
): Promise<boolean> {
  const undo = tracker.expectDeletion(key, slice);
  try {
    await store.delete(slice, slice.metadata);
    return true;
  } catch (error) {
    undo();
    if (isStoreError(error, "NotFound")) return false;
    throw failure(`failed to delete ${slice.metadata.name} EndpointSlice for ${owner}`, error);
  }
}

function failure(what: string, cause: unknown): Error {
  return new Error(`${what}: ${errorMessage(cause)}`, { cause });
}
