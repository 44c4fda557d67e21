import { type Lease, leases } from "@engenho/types";
import type { Clock } from "../environment/clock.js";
import { errorMessage } from "../environment/error-message.js";
import type { Logger } from "../environment/logger.js";
import type { Stored } from "../objects/object.js";
import type { Store } from "../store/store.js";
import { isStoreError } from "../store/store-error.js";
import { type LeaseRecord, recordOf, specOf } from "./lease-record.js";

/** Options of {@link LeaderLock}. */
export interface LeaderLockOptions {
  readonly store: Store;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A Lease from the view of one candidate. Whether it has expired depends on when this candidate last observed a change,
 * never on the times in it, because clocks differ (client-go's tools/leaderelection, tryAcquireOrRenew).
 */
export class LeaderLock {
  readonly #options: LeaderLockOptions;
  #lease: Stored<Lease> | undefined;
  #record: LeaseRecord | undefined;
  #observedMs = Number.NEGATIVE_INFINITY;

  constructor(options: LeaderLockOptions) {
    this.#options = options;
  }

  /** The last observed Lease. */
  get lease(): Stored<Lease> | undefined {
    return this.#lease;
  }

  /** The last observed holder; `""`: none. */
  get holder(): string {
    return this.#record?.holderIdentity ?? "";
  }

  /** The last observed `leaseTransitions`. */
  get transitions(): number {
    return this.#record?.leaseTransitions ?? 0;
  }

  /** Takes or renews the Lease. Returns whether this candidate holds it now. */
  async acquireOrRenew(): Promise<boolean> {
    try {
      return (await this.#renew()) || (await this.#acquire());
    } catch (error) {
      this.#options.logger.debug({ lease: this.#name, error: errorMessage(error) }, "the lease was not acquired");
      return false;
    }
  }

  /** Releases the Lease if this candidate holds it. */
  async release(): Promise<void> {
    const { clock, identity, logger } = this.#options;
    try {
      await this.#read();
      if (this.#lease === undefined || this.holder !== identity) return;
      const nowMs = clock.now();
      const { transitions: leaseTransitions } = this;
      const times = { acquireTimeMs: nowMs, renewTimeMs: nowMs };
      await this.#write({ holderIdentity: "", leaseDurationSeconds: 1, ...times, leaseTransitions });
    } catch (error) {
      logger.warn({ lease: this.#name, error: errorMessage(error) }, "the lease was not released");
    }
  }

  /** The leader's fast path, without a read. */
  async #renew(): Promise<boolean> {
    const { identity, logger } = this.#options;
    const record = this.#record;
    if (record?.holderIdentity !== identity || !this.#isValid()) return false;
    try {
      await this.#write({
        ...this.#ownRecord(),
        acquireTimeMs: record.acquireTimeMs,
        leaseTransitions: record.leaseTransitions,
      });
      return true;
    } catch (error) {
      logger.debug({ lease: this.#name, error: errorMessage(error) }, "the lease was not renewed; reading it");
      return false;
    }
  }

  async #acquire(): Promise<boolean> {
    const { identity } = this.#options;
    const own = this.#ownRecord();
    const record = await this.#read();
    if (record === undefined) {
      await this.#create(own);
      return true;
    }
    const isOwn = record.holderIdentity === identity;
    if (record.holderIdentity !== "" && this.#isValid() && !isOwn) return false;
    const kept = isOwn
      ? { acquireTimeMs: record.acquireTimeMs, leaseTransitions: record.leaseTransitions }
      : { leaseTransitions: record.leaseTransitions + 1 };
    await this.#write({ ...own, ...kept });
    return true;
  }

  #ownRecord(): LeaseRecord {
    const { identity, leaseDurationMs, clock } = this.#options;
    const nowMs = clock.now();
    const leaseDurationSeconds = Math.floor(leaseDurationMs / 1000);
    return {
      holderIdentity: identity,
      leaseDurationSeconds,
      acquireTimeMs: nowMs,
      renewTimeMs: nowMs,
      leaseTransitions: 0,
    };
  }

  /** Reads the Lease; undefined if there is none. */
  async #read(): Promise<LeaseRecord | undefined> {
    const { store, namespace, name, clock } = this.#options;
    let lease: Stored<Lease>;
    try {
      lease = await store.get(leases, { namespace, name }, { live: true });
    } catch (error) {
      if (!isStoreError(error, "NotFound")) throw error;
      return undefined;
    }
    const record = recordOf(lease);
    this.#lease = lease;
    if (this.#record === undefined || !isSame(record, this.#record)) this.#observe(record, clock.monotonicNow());
    return record;
  }

  async #create(record: LeaseRecord): Promise<void> {
    const { store, namespace, name, clock } = this.#options;
    const begunMs = clock.monotonicNow();
    this.#lease = await store.create<Lease>({ ...leases, metadata: { namespace, name }, spec: specOf(record) });
    this.#observe(record, begunMs);
  }

  async #write(record: LeaseRecord): Promise<void> {
    const { store, clock } = this.#options;
    const begunMs = clock.monotonicNow();
    const lease = this.#lease as Stored<Lease>;
    this.#lease = await store.update<Lease>({ ...lease, spec: specOf(record) });
    // Counts from the start of the write, because others may have observed it at any time since.
    this.#observe(record, begunMs);
  }

  #observe(record: LeaseRecord, atMs: number): void {
    this.#record = record;
    this.#observedMs = atMs;
  }

  #isValid(): boolean {
    const lengthMs = (this.#record?.leaseDurationSeconds ?? 0) * 1000;
    return this.#observedMs + lengthMs > this.#options.clock.monotonicNow();
  }

  get #name(): string {
    return `${this.#options.namespace}/${this.#options.name}`;
  }
}

function isSame(left: LeaseRecord, right: LeaseRecord): boolean {
  return (
    left.holderIdentity === right.holderIdentity &&
    left.leaseDurationSeconds === right.leaseDurationSeconds &&
    left.acquireTimeMs === right.acquireTimeMs &&
    left.renewTimeMs === right.renewTimeMs &&
    left.leaseTransitions === right.leaseTransitions
  );
}
