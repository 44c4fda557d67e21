import type { Operation, Outcome } from "./history.js";
import type { WatchedEvent } from "./judge-watch.js";

/** A request of a campaign, before it is sent. */
export type Wish = Pick<Operation, "type" | "key" | "value" | "expects">;

/** How a campaign writes and reads its objects: ConfigMaps of one namespace, with a label. */
export interface CampaignClient {
  /** Sends one request and returns its outcome: `unknown` if the connection broke. */
  perform(wish: Wish): Promise<Outcome>;
  /**
   * Watches the objects after a version, until the connection breaks or `onEvent` returns true. Resolves with the last version, from which
   * the next call continues. Rejects with an Error if the watch cannot resume there.
   */
  follow(from: number, onEvent: (event: WatchedEvent) => boolean): Promise<number>;
  /** Closes the connections. */
  close(): void;
}

/** The namespace of the objects. */
export const campaignNamespace = "default";

/** The labels of a campaign's objects; other ConfigMaps are ignored. */
export const campaignLabels = { campaign: "yes" };
