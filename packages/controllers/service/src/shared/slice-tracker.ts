import type { EndpointSlice, Stored } from "@engenho/core";

/** Instead of a generation: this controller is deleting the slice. */
const deletionExpected = Number.POSITIVE_INFINITY;

/**
 * Distinguishes this controller's own writes of slices from those of other clients, by the generations that its writes
 * returned, so that a write does not enqueue its own Service (the part of ES-8 about which events to sync). It only affects
 * when a Service is reconciled, never what is written.
 */
export class SliceTracker {
  /** Generations by the key of the Service, then by the UID of the slice. */
  readonly #generations = new Map<string, Map<string, number>>();

  /** Records the result of a create or update. */
  recordWrite(key: string, { metadata: { uid, generation = 0 } }: Stored<EndpointSlice>): void {
    this.#ofService(key).set(uid, generation);
  }

  /** Records that this controller is about to delete the slice. Returns a function to undo that if the deletion fails. */
  expectDeletion(key: string, { metadata: { uid } }: Stored<EndpointSlice>): () => void {
    const generations = this.#ofService(key);
    const before = generations.get(uid);
    generations.set(uid, deletionExpected);
    return () => {
      if (before === undefined) generations.delete(uid);
      else generations.set(uid, before);
    };
  }

  /** Whether an added or modified slice was written by another client. */
  isExternalWrite(key: string, { metadata: { uid, generation = 0 } }: Stored<EndpointSlice>): boolean {
    const known = this.#generations.get(key)?.get(uid);
    return known === undefined || generation > known;
  }

  /** Whether a deleted slice was deleted by another client. */
  isExternalDeletion(key: string, { metadata: { uid } }: Stored<EndpointSlice>): boolean {
    const generations = this.#generations.get(key);
    const known = generations?.get(uid);
    generations?.delete(uid);
    if (generations?.size === 0) this.#generations.delete(key);
    return known !== deletionExpected;
  }

  /** Removes the state of a deleted Service (ES-5). */
  forget(key: string): void {
    this.#generations.delete(key);
  }

  #ofService(key: string): Map<string, number> {
    let generations = this.#generations.get(key);
    if (generations === undefined) {
      generations = new Map();
      this.#generations.set(key, generations);
    }
    return generations;
  }
}
