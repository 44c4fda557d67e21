import type { MaybePromise } from "@engenho/machinery";

/**
 * When a request asks to be served: `request` once its user is known, `body` once its body has been received, so that bodies that
 * never end block nobody, and `initial-events` when a watch is about to list what there is.
 */
export type EntryStage = "request" | "body" | "initial-events";

/** A request's place among those that are served at once. */
export interface RequestPlace {
  /**
   * Waits until the request may go on; nothing at all if it may. Rejects with a 429, and with ClientGoneError when the client
   * disconnects.
   */
  enter(stage: EntryStage): MaybePromise<void>;
  /** Gives the place to others: the request has ended, or continues as something that does not count. Idempotent. */
  leave(): void;
}
