import type { EndpointSlice, Stored } from "@engenho/core";

/** In place of a generation: the slice is about to go because this controller deletes it. */
const deletionExpected = Number.POSITIVE_INFINITY;

/**
 * Tells commits of slices that this controller wrote itself from those of others, by the generations that its own writes
 * answered with, so that a write does not wake its writer (the half of ES-8 that says what should be synced). It decides
 * only what is looked at again, never what is written.
 */
export class SliceTracker {
  /** By the key of the Service, then by the UID of the slice. */
  readonly #generations = new Map<string, Map<string, number>>();

  /** A write of this controller was answered with this slice. */
  wrote(key: string, { metadata: { uid, generation = 0 } }: Stored<EndpointSlice>): void {
    this.#ofService(key).set(uid, generation);
  }

  /** This controller is about to delete the slice. Returns the function that takes it back, for a deletion that failed. */
  expectDeletion(key: string, { metadata: { uid } }: Stored<EndpointSlice>): () => void {
    const generations = this.#ofService(key);
    const before = generations.get(uid);
    generations.set(uid, deletionExpected);
    return () => {
      if (before === undefined) generations.delete(uid);
      else generations.set(uid, before);
    };
  }

  /** Whether a slice that was added or changed is something that this controller does not know of yet. */
  isNews(key: string, { metadata: { uid, generation = 0 } }: Stored<EndpointSlice>): boolean {
    const known = this.#generations.get(key)?.get(uid);
    return known === undefined || generation > known;
  }

  /** The slice was deleted: whether somebody else did it. */
  wasDeleted(key: string, { metadata: { uid } }: Stored<EndpointSlice>): boolean {
    const generations = this.#generations.get(key);
    const known = generations?.get(uid);
    generations?.delete(uid);
    if (generations?.size === 0) this.#generations.delete(key);
    return known !== deletionExpected;
  }

  /** The Service is gone (ES-5). */
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
