import type { Clock } from "./clock.js";

/** The event loop, as far as those who give way know of it: all that works by one clock shares one. */
interface Loop {
  /** When the turn began in which the last who gave way went on. */
  turnStartedMs: number;
  /** The turn of the last of those who gave way; the next one's follows it. */
  lastTurn: Promise<void>;
}

const loops = new WeakMap<Clock, Loop>();

/** Short enough that a pause of the garbage collector in the same turn leaves it below 20 ms. */
const sliceMs = 3;

/**
 * Lets long work give way: once a turn of the event loop has lasted 3 ms, `giveWay` puts its caller off, so that I/O is
 * served. The time is counted for all who have a slice by one clock together. Those who were put off go on in their order,
 * one slice in each turn: nobody starves, and however many have work to do, they do not add up to a long turn. Workers who
 * do the work of one controller share one slice, and go on together.
 */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #loop: Loop;
  #turn: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    const loop = loops.get(clock) ?? { turnStartedMs: clock.monotonicNow(), lastTurn: Promise.resolve() };
    loops.set(clock, loop);
    this.#loop = loop;
  }

  /** Whether the turn has lasted so long that it is time to give way. */
  get isDue(): boolean {
    return this.#clock.monotonicNow() - this.#loop.turnStartedMs >= sliceMs;
  }

  /** To be called between two pieces of work. Await what it returns, if anything. */
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
