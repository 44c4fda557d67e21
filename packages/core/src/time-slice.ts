import type { Clock } from "./clock.js";

/** The event loop, as far as those who give way know of it: all that works by one clock shares one. */
interface Loop {
  /** When the turn began in which the last who gave way went on. */
  turnStartedMs: number;
  /** Who gave way and has not gone on yet, in their order. */
  readonly waiting: (() => void)[];
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
    const loop = loops.get(clock) ?? { turnStartedMs: clock.now(), waiting: [] };
    loops.set(clock, loop);
    this.#loop = loop;
  }

  /** To be called between two pieces of work. Await what it returns, if anything. */
  giveWay(): Promise<void> | undefined {
    const loop = this.#loop;
    if (this.#clock.now() - loop.turnStartedMs < sliceMs) return undefined;
    this.#turn ??= new Promise((resolve) => {
      const goOn = () => {
        this.#turn = undefined;
        resolve();
      };
      if (loop.waiting.push(goOn) === 1) void serve(loop, this.#clock);
    });
    return this.#turn;
  }
}

/** Lets one slice after the other go on, each in a turn of its own, until none waits. */
async function serve(loop: Loop, clock: Clock): Promise<void> {
  while (loop.waiting.length > 0) {
    await clock.turn();
    loop.turnStartedMs = clock.now();
    loop.waiting.shift()?.();
  }
}
