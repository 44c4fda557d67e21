import type { Clock } from "./clock.js";

/** The turn of the event loop that is running, as far as those who give way know of it. */
interface Turn {
  startedMs: number;
  next: Promise<void> | undefined;
}

/** All that works by one clock shares one event loop: together they are to give way, not each after a slice of its own. */
const turns = new WeakMap<Clock, Turn>();

/** Lets long work give way: after `sliceMs` of it, `giveWay` ends the turn of the event loop, so that I/O is served. */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  readonly #turn: Turn;

  /** `sliceMs` defaults to 5. It is counted together with the work of everybody else who has a slice by this clock. */
  constructor(clock: Clock, sliceMs = 5) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    const turn = turns.get(clock) ?? { startedMs: clock.now(), next: undefined };
    turns.set(clock, turn);
    this.#turn = turn;
  }

  /** Await what it returns, if anything. Shared by concurrent workers, it makes all of them wait for one turn. */
  giveWay(): Promise<void> | undefined {
    const turn = this.#turn;
    if (turn.next !== undefined) return turn.next;
    if (this.#clock.now() - turn.startedMs < this.#sliceMs) return undefined;
    turn.next = this.#clock.turn().then(() => {
      turn.next = undefined;
      turn.startedMs = this.#clock.now();
    });
    return turn.next;
  }
}
