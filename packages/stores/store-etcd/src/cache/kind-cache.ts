import { StoreError } from "@engenho/core";
import { ObjectTable } from "@engenho/storage";
import type { KindPlace } from "../layout/key-layout.js";

/**
 * The objects of one kind.
 * - `cold`: nobody has asked for it, and its events are passed over;
 * - `wanted`: it is read before the next event;
 * - `warm`: the table is as at the version of the log.
 */
export class KindCache {
  readonly place: KindPlace;
  state: "cold" | "wanted" | "warm" = "cold";
  /** The version of the last commit that was passed over: those after it are in the log. */
  since: number;
  table = new ObjectTable();
  /** Why the values of these keys are no objects of the kind. */
  unreadable = new Map<string, string>();

  constructor(place: KindPlace, since: number) {
    this.place = place;
    this.since = since;
  }

  /** Throws StoreError `InternalError` if this key, or one of all that begin so, has a value that cannot be read. */
  checkReadable(start: string): void {
    if (this.unreadable.size === 0) return;
    for (const [key, reason] of this.unreadable) {
      if (key === start || (start.endsWith("/") && key.startsWith(start))) {
        throw new StoreError(
          "InternalError",
          `${this.place.kind.kind}: the value of ${key} in etcd cannot be read: ${reason}`,
        );
      }
    }
  }
}
