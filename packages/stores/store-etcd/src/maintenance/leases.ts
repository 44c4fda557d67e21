import type { Clock } from "@engenho/core";
import type { EtcdClient } from "../client/etcd-client.js";

/** The maximum number of objects that share a lease. */
const maximumObjects = 1_000;
const maximumReuseSeconds = 60;
/** The fraction of its duration during which a lease is used for further objects. */
const reusedPart = 0.05;

interface Lease {
  readonly id: Promise<bigint>;
  readonly expiresMs: number;
  objects: number;
}

/**
 * Leases of one duration, each shared by objects that are written within a short time: an object lives for at least
 * that duration, and little longer (upstream: etcd3/lease_manager.go).
 */
export class Leases {
  readonly #client: EtcdClient;
  readonly #clock: Clock;
  readonly #seconds: number;
  #last: Lease | undefined;

  constructor(client: EtcdClient, clock: Clock, seconds: number) {
    this.#client = client;
    this.#clock = clock;
    this.#seconds = seconds;
  }

  /** The lease for an object that is written now. */
  get(): Promise<bigint> {
    const now = this.#clock.monotonicNow();
    const reuseSeconds = Math.min(Math.floor(reusedPart * this.#seconds), maximumReuseSeconds);
    const last = this.#last;
    if (last !== undefined && last.objects < maximumObjects && now + this.#seconds * 1_000 < last.expiresMs) {
      last.objects++;
      return last.id;
    }
    const seconds = this.#seconds + reuseSeconds;
    const lease: Lease = { id: this.#client.grantLease(seconds), expiresMs: now + seconds * 1_000, objects: 1 };
    this.#last = lease;
    lease.id.catch(() => {
      if (this.#last === lease) this.#last = undefined;
    });
    return lease.id;
  }

  /** The lease does not exist any more: the next object gets a new one. */
  forget(): void {
    this.#last = undefined;
  }
}
