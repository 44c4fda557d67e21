import type { Clock } from "../environment/clock.js";
import type { Fence } from "../store/store.js";

/** One term of a leader: from the acquisition of the Lease until the leader may no longer assume to hold it. */
export interface Leadership {
  /** Aborts when the term ends. All work of the leader must stop then. */
  readonly signal: AbortSignal;
  /** Names the term, for stores that refuse the writes of terms that are over; undefined if the Lease is in another store. */
  readonly fence: Fence | undefined;
  /**
   * Whether the term has not ended. To be checked before each write: after a suspension of the process, the term may be
   * over before any timer fires.
   */
  isCurrent(): boolean;
}

/** A term that ends when it is not renewed in time. */
export class Term implements Leadership {
  readonly #abort = new AbortController();
  readonly #clock: Clock;
  readonly #renewDeadlineMs: number;
  #renewed: { readonly monotonicMs: number; readonly wallMs: number };
  readonly fence: Fence | undefined;

  constructor(clock: Clock, renewDeadlineMs: number, fence: Fence | undefined, begun: Moment) {
    this.#clock = clock;
    this.#renewDeadlineMs = renewDeadlineMs;
    this.#renewed = begun;
    this.fence = fence;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Records a successful renewal by the moment at which it started. */
  renewed(begun: Moment): void {
    this.#renewed = begun;
  }

  /** The time until the term ends without another renewal, in milliseconds. */
  get leftMs(): number {
    const { monotonicMs, wallMs } = this.#renewed;
    // The monotonic clock of some systems stops while they are suspended, and the wall clock can be set, so the longer
    // time counts.
    const elapsedMs = Math.max(this.#clock.monotonicNow() - monotonicMs, this.#clock.now() - wallMs);
    return this.#renewDeadlineMs - elapsedMs;
  }

  isCurrent(): boolean {
    return !this.#abort.signal.aborted && this.leftMs > 0;
  }

  end(): void {
    this.#abort.abort();
  }
}

/** An instant by both clocks. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Now. */
export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicNow(), wallMs: clock.now() };
}
