import type { Clock } from "./clock.js";

/** The event loop state shared by all slices of one clock. */
interface Loop {
  /** When the current turn began, as far as work that yields knows. */
  turnStartedMs: number;
  /** Resolves in the turn assigned to the last caller that yielded; the next caller is assigned the turn after it. */
  lastTurn: Promise<void>;
}

const loops = new WeakMap<Clock, Loop>();

/** Short enough that a turn stays below 20 ms even with a garbage collector pause in it. */
const sliceMs = 3;

/**
 * Makes long-running work yield: once a turn of the event loop has lasted 3 ms, `giveWay` defers its caller to a later turn
 * so that I/O is served. The time is shared by all slices of one clock. Deferred callers resume in FIFO order, one slice
 * per turn: none starves, and turns stay short however many have work to do. Concurrent workers of one controller share a
 * slice and resume together.
 */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #loop: Loop;
  #turn: Promise<void> | undefined;

  /** `clock` measures the turns; all slices of one clock share the event loop. */
  constructor(clock: Clock) {
    this.#clock = clock;
    const loop = loops.get(clock) ?? { turnStartedMs: clock.monotonicNow(), lastTurn: Promise.resolve() };
    loops.set(clock, loop);
    this.#loop = loop;
  }

  /** Whether the turn has lasted so long that the caller should yield. */
  get isDue(): boolean {
    return this.#clock.monotonicNow() - this.#loop.turnStartedMs >= sliceMs;
  }

  /** Call it between two units of work, and await what it returns, if anything. */
  giveWay(): Promise<void> | undefined {
    if (!this.isDue) return undefined;
    this.#turn ??= this.#takePlace();
    return this.#turn;
  }

  #takePlace(): Promise<void> {
    const loop = this.#loop;
    loop.lastTurn = loop.lastTurn
      .then(() => this.#clock.turn())
      .then(() => {
        loop.turnStartedMs = this.#clock.monotonicNow();
        this.#turn = undefined;
      });
    return loop.lastTurn;
  }
}
