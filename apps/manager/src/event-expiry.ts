import {
  type Clock,
  createKeyedController,
  type Event,
  events,
  isStoreError,
  type KeyedController,
  keyOf,
  type Logger,
  parseTime,
  type ReconcileResult,
  referenceByKey,
  type Store,
} from "@engenho/core";
import { EventLedger } from "./event-ledger.js";

/** Options of {@link createEventExpiry}. */
export interface EventExpiryOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default 3 600 000: kube-apiserver's `--event-ttl` of an hour. */
  readonly ttlMs?: number;
  /** How many Events a namespace may have. Default 20 000. */
  readonly mostPerNamespace?: number;
  /** About how many bytes of memory all Events may take together. Default: no limit. */
  readonly mostBytes?: number;
}

/** How many are deleted at once: more than one client can write meanwhile. */
const concurrency = 32;

/**
 * Deletes each Event an hour after it was written last, as the lease of its etcd key does upstream, and the oldest ones when
 * there are more of them than the limits allow.
 */
export function createEventExpiry(options: EventExpiryOptions): KeyedController {
  const { store, clock, logger, ttlMs = 3_600_000 } = options;
  const { mostPerNamespace = 20_000, mostBytes = Number.POSITIVE_INFINITY } = options;
  const ledger = new EventLedger({ mostPerNamespace, mostBytes });

  async function reconcile(key: string): Promise<ReconcileResult> {
    const reference = referenceByKey(events, key);
    try {
      const event = await store.get<Event>(reference);
      const writtenMs = ledger.writtenMs(key);
      const leftMs = writtenMs === undefined ? 0 : writtenMs + ttlMs - clock.monotonicNow();
      if (leftMs > 0) return { changed: false, requeueAfterMs: leftMs };
      await store.delete(reference, { preconditions: { uid: event.metadata.uid } });
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
    async listKeys() {
      const { items } = await store.list<Event>(events);
      for (const event of items) {
        // What was not heard of was written at the latest when it was made.
        if (ledger.writtenMs(keyOf(event)) === undefined) {
          const ageMs = clock.now() - (parseTime(event.metadata.creationTimestamp) ?? clock.now());
          ledger.note(event, clock.monotonicNow() - Math.max(ageMs, 0));
        }
      }
      return items.map(keyOf);
    },
    reconcile,
  });
}
