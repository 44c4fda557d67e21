import type { Clock } from "../environment/clock.js";
import type { Fence } from "../store/store.js";

/** One term of a leader: from when it has the Lease until it may have it no longer. */
export interface Leadership {
  /** Aborts when the term ends: whoever acts as the leader stops then. */
  readonly signal: AbortSignal;
  /** Names the term, for stores that refuse the writes of terms that are over. */
  readonly fence: Fence;
  /**
   * Whether the term lasts. It is asked before each write: after the process was suspended, the time is over before any timer has told so.
   */
  isCurrent(): boolean;
}

/** Measures how long ago the last renewal was. */
export class Term implements Leadership {
  readonly #abort = new AbortController();
  readonly #clock: Clock;
  readonly #renewDeadlineMs: number;
  #renewed: { readonly monotonicMs: number; readonly wallMs: number };
  readonly fence: Fence;

  constructor(clock: Clock, renewDeadlineMs: number, fence: Fence, begun: Moment) {
    this.#clock = clock;
    this.#renewDeadlineMs = renewDeadlineMs;
    this.#renewed = begun;
    this.fence = fence;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** A renewal that succeeded has begun then. */
  renewed(begun: Moment): void {
    this.#renewed = begun;
  }

  /** How much of the term is left without another renewal, in milliseconds. */
  get leftMs(): number {
    const { monotonicMs, wallMs } = this.#renewed;
    // The monotonic clock of some systems stands still while they are suspended, and the wall clock can be set: the longer time counts.
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
