import {
  type Clock,
  createKeyedController,
  events,
  isStoreError,
  type KeyedController,
  keyOf,
  type Logger,
  listPages,
  parseTime,
  type ReconcileResult,
  type Store,
  splitKey,
} from "@engenho/core";
import { EventLedger } from "./event-ledger.js";

/** Options of {@link createEventExpiry}. */
export interface EventExpiryOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default 3 600 000, kube-apiserver's default `--event-ttl` of an hour. */
  readonly ttlMs?: number;
  /** The maximum number of Events in a namespace. Default 20 000. */
  readonly maxPerNamespace?: number;
  /** The approximate maximum size of all Events in memory, in bytes. Default: no limit. */
  readonly maxBytes?: number;
}

/** How many are deleted at once: more than a single client can write in the same time. */
const concurrency = 32;

/**
 * Deletes each Event an hour after its last write, as upstream by the lease of its etcd key, and the oldest Events when there
 * are more than the limits allow.
 */
export function createEventExpiry(options: EventExpiryOptions): KeyedController {
  const { store, clock, logger, ttlMs = 3_600_000 } = options;
  const { maxPerNamespace = 20_000, maxBytes = Number.POSITIVE_INFINITY } = options;
  const ledger = new EventLedger({ maxPerNamespace, maxBytes });

  async function reconcile(key: string): Promise<ReconcileResult> {
    const eventKey = splitKey(key);
    try {
      const event = await store.get(events, eventKey);
      const writtenMs = ledger.writtenMs(key);
      const leftMs = writtenMs === undefined ? 0 : writtenMs + ttlMs - clock.monotonicNow();
      if (leftMs > 0) return { changed: false, requeueAfterMs: leftMs };
      await store.delete(events, eventKey, { preconditions: { uid: event.metadata.uid } });
      return { changed: true };
    } catch (error) {
      if (isStoreError(error, "NotFound")) return { changed: false };
      throw error;
    }
  }

  return createKeyedController({
    name: "event-expiry",
    clock,
    logger,
    concurrency,
    store,
    watches: [
      {
        kind: events,
        keysOf({ type, object }) {
          const key = keyOf(object);
          if (type !== "DELETED") return [key, ...ledger.note(object, clock.monotonicNow())];
          ledger.forget(key);
          return [{ key, forget: true }];
        },
      },
    ],
    async listKeys(slice) {
      const keys: string[] = [];
      for await (const page of listPages(store, events, { slice })) {
        for (const event of page.items) {
          const key = keyOf(event);
          keys.push(key);
          if (ledger.writtenMs(key) !== undefined) continue;
          // Only the creation time is known of an Event that was listed but not observed in a watch event.
          const ageMs = clock.now() - (parseTime(event.metadata.creationTimestamp) ?? clock.now());
          ledger.note(event, clock.monotonicNow() - Math.max(ageMs, 0));
        }
      }
      return keys;
    },
    reconcile,
  });
}
