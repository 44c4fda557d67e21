import type { Clock, Logger, Timer } from "@engenho/core";
import type { EtcdClient } from "../client/etcd-client.js";

/** Options of {@link Compactor}. */
export interface CompactorOptions {
  readonly client: EtcdClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The minimum time for which overwritten versions are kept, and the time between two compactions. */
  readonly intervalMs: number;
}

/** The same key for every program on one etcd, whatever its prefix. */
const key = Buffer.from("compact_rev_key");

/**
 * Compacts versions that were overwritten longer ago than the interval, in coordination with the other API servers on
 * the same etcd: the version of one key is a clock; the server that finds it unchanged after an interval advances it,
 * and then compacts (upstream: etcd3/compact.go).
 */
export class Compactor {
  readonly #options: CompactorOptions;
  #timer: Timer;
  /** The version of the key, and the revision of etcd, at the last check. */
  #time = 0;
  #revision = 0;

  constructor(options: CompactorOptions) {
    this.#options = options;
    this.#timer = this.#next();
  }

  /** Idempotent. */
  close(): void {
    this.#timer.cancel();
  }

  #next(): Timer {
    const { clock, intervalMs, logger } = this.#options;
    return clock.setTimer(() => {
      this.#timer = this.#next();
      this.#compact().catch((error: unknown) => logger.warn({ err: error }, "could not compact etcd"));
    }, intervalMs);
  }

  async #compact(): Promise<void> {
    const { client } = this.#options;
    const { succeeded, revision, found } = await client.txn({
      compare: [{ target: "version", key, value: this.#time }],
      success: [{ type: "put", key, value: Buffer.from(String(this.#revision)) }],
      failure: [{ type: "range", key }],
    });
    const before = this.#revision;
    this.#revision = revision;
    if (!succeeded) {
      this.#time = found[0]?.version ?? 0;
      return;
    }
    this.#time++;
    if (before > 0) await client.compact(before);
  }
}
