import { type Clock, StoreError, type Timer } from "@engenho/core";

interface Waiter {
  readonly revision: number;
  readonly timer: Timer;
  readonly resolve: () => void;
  readonly reject: (error: StoreError) => void;
}

/** Options of {@link RevisionWaiters}. */
export interface RevisionWaitersOptions {
  readonly clock: Clock;
  /** The maximum wait. */
  readonly timeoutMs: number;
  /** Called repeatedly while there are waiters, to make an idle watch report its progress. */
  readonly onSilence: () => void;
}

/** The delay before the first call of `onSilence`; a watch usually reaches a revision sooner. */
const firstSilenceMs = 20;
const silenceMs = 100;

/** Waits until a watch has reached a revision. */
export class RevisionWaiters {
  readonly #options: RevisionWaitersOptions;
  readonly #waiters = new Set<Waiter>();
  #asking: Timer | undefined;

  constructor(options: RevisionWaitersOptions) {
    this.#options = options;
  }

  /** Resolves when {@link reached} is called with the revision or a later one. Rejects with StoreError `Timeout`. */
  wait(revision: number): Promise<void> {
    const { clock, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimer(() => {
        this.#waiters.delete(waiter);
        const message = `Timeout: etcd's watch has not reached revision ${revision} in time; the write itself has succeeded`;
        reject(new StoreError("Timeout", message, { details: { retryAfterSeconds: 1 } }));
      }, timeoutMs);
      const waiter: Waiter = { revision, timer, resolve, reject };
      this.#waiters.add(waiter);
      this.#ask(firstSilenceMs);
    });
  }

  /** The watch has reached this revision. */
  reached(revision: number): void {
    for (const waiter of this.#waiters) {
      if (waiter.revision > revision) continue;
      this.#waiters.delete(waiter);
      waiter.timer.cancel();
      waiter.resolve();
    }
  }

  /** Rejects all waits with StoreError `Closed`. */
  close(): void {
    this.#asking?.cancel();
    for (const { timer, reject } of this.#waiters) {
      timer.cancel();
      reject(new StoreError("Closed", "the store is closed"));
    }
    this.#waiters.clear();
  }

  #ask(delayMs: number): void {
    this.#asking ??= this.#options.clock.setTimer(() => {
      this.#asking = undefined;
      if (this.#waiters.size === 0) return;
      this.#options.onSilence();
      this.#ask(silenceMs);
    }, delayMs);
  }
}
