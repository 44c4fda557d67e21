import {
  type Clock,
  createKeyedController,
  type Event,
  isStoreError,
  type KeyedController,
  KindFilter,
  keyOf,
  type Logger,
  parseTime,
  type ReconcileResult,
  referenceByKey,
  type Store,
} from "@engenho/core";

/** Options of {@link createEventExpiry}. */
export interface EventExpiryOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default 3 600 000: kube-apiserver's `--event-ttl` of an hour. */
  readonly ttlMs?: number;
}

/** What the event expiry has to hear of. */
export const eventExpiryKinds: KindFilter = KindFilter.kind({ group: "", kind: "Event" });

const eventKind = { apiVersion: "v1", kind: "Event" };

/** Deletes each Event an hour after its last occurrence, as the lease of its etcd key does upstream. */
export function createEventExpiry(options: EventExpiryOptions): KeyedController {
  const { store, clock, logger, ttlMs = 3_600_000 } = options;

  async function reconcile(key: string): Promise<ReconcileResult> {
    const reference = referenceByKey(eventKind, key);
    try {
      const event = await store.get<Event>(reference);
      const lastMs = Math.max(
        ...[event.metadata.creationTimestamp, time(event.lastTimestamp)].map((text) => parseTime(text) ?? 0),
      );
      const leftMs = lastMs + ttlMs - clock.now();
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
    keysOf: ({ type, object }) => (type === "DELETED" ? [{ key: keyOf(object), forget: true }] : [keyOf(object)]),
    listKeys: async () => (await store.list<Event>(eventKind)).items.map(keyOf),
    reconcile,
  });
}

/** kubernetes-types calls times Time, which is a text. */
function time(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
