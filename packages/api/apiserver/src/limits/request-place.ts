import type { MaybePromise } from "@engenho/machinery";

/**
 * When a request enters: `request` when its user is known, `body` when its body has been received, so that bodies that
 * never end block no others, and `initial-events` when a watch is about to list the current state.
 */
export type EntryStage = "request" | "body" | "initial-events";

/** A request's place among those in flight. */
export interface RequestPlace {
  /**
   * Waits for a place; returns undefined if the request has one at once. Rejects with a 429, and with ClientGoneError
   * when the client disconnects.
   */
  enter(stage: EntryStage): MaybePromise<void>;
  /** Releases the place: the request has ended, or no longer counts. Idempotent. */
  leave(): void;
}
