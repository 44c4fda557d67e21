import type { Operation, Outcome } from "./history.js";
import type { WatchedEvent } from "./judge-watch.js";

/** A request of a campaign. */
export type Wish = Pick<Operation, "type" | "key" | "value" | "expects">;

/** How a campaign writes and reads its objects: ConfigMaps of one namespace, with a label. */
export interface CampaignClient {
  /** Sends one request, and says how it ended; one that breaks is `unknown`. */
  perform(wish: Wish): Promise<Outcome>;
  /**
   * Follows the objects after a version, until something breaks or `onEvent` returns true. Resolves with the last version, from which the next
   * call goes on. Rejects with an Error if it cannot go on from there.
   */
  follow(from: number, onEvent: (event: WatchedEvent) => boolean): Promise<number>;
  /** Ends what is kept for further requests. */
  close(): void;
}

/** The namespace of the objects. */
export const campaignNamespace = "default";

/** Marks the objects of a campaign: other ConfigMaps are no part of it. */
export const campaignLabels = { campaign: "yes" };
