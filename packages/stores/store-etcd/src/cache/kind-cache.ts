import { StoreError } from "@engenho/core";
import { ObjectTable } from "@engenho/storage";
import type { KindPlace } from "../layout/key-layout.js";

/**
 * The objects of one kind.
 * - `cold`: it was never read or watched, and its events are skipped;
 * - `wanted`: it will be read before the next event;
 * - `warm`: the table is current with the log.
 */
export class KindCache {
  readonly place: KindPlace;
  state: "cold" | "wanted" | "warm" = "cold";
  /** The version of the last skipped commit: those after it are in the log. */
  since: number;
  table = new ObjectTable();
  /** The keys whose values cannot be read as objects of the kind, with the reasons. */
  unreadable = new Map<string, string>();

  constructor(place: KindPlace, since: number) {
    this.place = place;
    this.since = since;
  }

  /** Throws StoreError `InternalError` if a key with this prefix has a value that cannot be read. */
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
