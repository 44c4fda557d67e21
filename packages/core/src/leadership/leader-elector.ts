import type { Clock } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import type { Logger } from "../environment/logger.js";
import { pause } from "../environment/pause.js";
import type { RandomSource } from "../environment/random-source.js";
import { systemClock } from "../environment/system-clock.js";
import { systemRandom } from "../environment/system-random.js";
import type { Fence, Store } from "../store/store.js";
import {
  type ElectionTimes,
  electionTimes,
  jitterFactor,
  type LeaderElectionOptions,
} from "./leader-election-options.js";
import { LeaderLock } from "./leader-lock.js";
import { type Leadership, momentOf, Term } from "./leadership.js";

/** A candidate in an election. */
export interface LeaderElector {
  /** The name of this candidate. */
  readonly identity: string;
  /** The last observed leader; `""`: none. */
  readonly leader: string;
  /** Whether this candidate leads now. */
  readonly isLeader: boolean;
  /**
   * Waits for the Lease, and calls `lead` each time that it is acquired. The Lease is renewed until `lead` resolves or
   * the term ends. `lead` must end soon after its signal aborts: after `leaseDurationMs - renewDeadlineMs` another
   * candidate may lead. Resolves when `signal` has aborted, `lead` has ended and the Lease is released. Rejects with
   * the error of `lead`.
   */
  run(lead: (leadership: Leadership) => Promise<void>, signal: AbortSignal): Promise<void>;
}

/**
 * Creates a candidate for a Lease of coordination.k8s.io, by client-go's rules (tools/leaderelection). `store` contains
 * the Lease unless the options name another store. Throws TypeError or RangeError for invalid options.
 */
export function createLeaderElector(store: Store, options: LeaderElectionOptions): LeaderElector {
  return new LeaseElector(store, options);
}

class LeaseElector implements LeaderElector {
  readonly #options: LeaderElectionOptions;
  readonly #times: ElectionTimes;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #logger: Logger;
  readonly #lock: LeaderLock;
  /** Whether the Lease is not in the store that the leader works on. */
  readonly #isElsewhere: boolean;
  readonly #leaseName: string;
  readonly #namespace: string;
  readonly identity: string;
  #reportedLeader = "";
  #term: Term | undefined;

  constructor(store: Store, options: LeaderElectionOptions) {
    this.#options = options;
    this.#times = electionTimes(options);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#logger = options.logger ?? consoleLogger;
    this.identity = options.identity ?? `engenho_${this.#random.uuid()}`;
    this.#namespace = options.leaseNamespace ?? "kube-system";
    this.#leaseName = options.leaseName;
    this.#isElsewhere = options.store !== undefined && options.store !== store;
    this.#lock = new LeaderLock({
      store: options.store ?? store,
      namespace: this.#namespace,
      name: this.#leaseName,
      identity: this.identity,
      leaseDurationMs: this.#times.leaseDurationMs,
      clock: this.#clock,
      logger: this.#logger,
    });
  }

  get leader(): string {
    return this.#lock.holder;
  }

  get isLeader(): boolean {
    return this.#term?.isCurrent() === true;
  }

  async run(lead: (leadership: Leadership) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { retryPeriodMs } = this.#times;
    while (!signal.aborted) {
      const begun = momentOf(this.#clock);
      const acquired = await this.#lock.acquireOrRenew();
      this.#reportLeader();
      if (!acquired) {
        await pause(this.#clock, retryPeriodMs * (1 + jitterFactor * this.#random.next()), signal);
        continue;
      }
      await this.#lead(new Term(this.#clock, this.#times.renewDeadlineMs, this.#fence(), begun), lead, signal);
    }
  }

  /** Names the term that begins, for the store that has the Lease: another one cannot check it. */
  #fence(): Fence | undefined {
    if (this.#isElsewhere) return undefined;
    const { transitions: leaseTransitions } = this.#lock;
    return { namespace: this.#namespace, name: this.#leaseName, holderIdentity: this.identity, leaseTransitions };
  }

  async #lead(term: Term, lead: (leadership: Leadership) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { releaseOnStop = true } = this.#options;
    this.#term = term;
    this.#record("became leader");
    const onAbort = () => term.end();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) term.end();
    try {
      // The end of either one ends the other.
      const leading = lead(term).finally(() => term.end());
      const renewing = this.#renew(term);
      await Promise.allSettled([leading, renewing]);
      await leading;
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#term = undefined;
      this.#record("stopped leading");
      // Only when all work of the leader has ended.
      if (releaseOnStop) await this.#lock.release();
      this.#reportLeader();
    }
  }

  /** Renews the Lease until the term ends, and ends the term when the renewal deadline has passed. */
  async #renew(term: Term): Promise<void> {
    const { retryPeriodMs } = this.#times;
    const check = () => {
      if (term.signal.aborted) return;
      if (term.leftMs > 0) {
        timer = this.#clock.setTimer(check, term.leftMs);
        return;
      }
      this.#logger.warn(
        { lease: `${this.#namespace}/${this.#leaseName}` },
        "the lease was not renewed in time; no longer leading",
      );
      term.end();
    };
    let timer = this.#clock.setTimer(check, term.leftMs);
    const { transitions } = this.#lock;
    const ended = new Promise<false>((resolve) => {
      term.signal.addEventListener("abort", () => resolve(false), { once: true });
      if (term.signal.aborted) resolve(false);
    });
    while (!term.signal.aborted) {
      await pause(this.#clock, retryPeriodMs, term.signal);
      if (term.signal.aborted) break;
      const begun = momentOf(this.#clock);
      // A hanging renewal must not keep an expired term alive; the next attempt sees its outcome.
      const renewed = await Promise.race([this.#lock.acquireOrRenew(), ended]);
      if (renewed && !term.isCurrent()) term.end();
      else if (renewed && this.#lock.transitions === transitions) term.renewed(begun);
      // Another candidate has held the Lease in between, so this is another term.
      else if (renewed) term.end();
      else if (this.#lock.holder !== this.identity && this.#lock.holder !== "") term.end();
    }
    timer.cancel();
  }

  #record(what: string): void {
    const { lease } = this.#lock;
    this.#logger.info({ identity: this.identity, lease: `${this.#namespace}/${this.#leaseName}` }, what);
    if (lease !== undefined) {
      this.#options.recorder?.event(lease, "Normal", "LeaderElection", `${this.identity} ${what}`);
    }
  }

  #reportLeader(): void {
    const { holder } = this.#lock;
    if (holder === this.#reportedLeader) return;
    this.#reportedLeader = holder;
    if (holder !== "") this.#options.onNewLeader?.(holder);
  }
}
