import type { Clock } from "./clock.js";

/** The turn of the event loop that is running, as far as those who give way know of it. */
interface Turn {
  /** How many there have been. */
  number: number;
  startedMs: number;
  next: Promise<void> | undefined;
}

/** All that works by one clock shares one event loop: together they are to give way, not each after a slice of its own. */
const turns = new WeakMap<Clock, Turn>();

/** Everybody has so much of a turn, although others have used it up: else whoever comes first would starve the rest. */
const leastMs = 1;

/** Lets long work give way: after `sliceMs` of it, `giveWay` ends the turn of the event loop, so that I/O is served. */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  readonly #turn: Turn;
  /** In which turn it was last seen at work, and since when. */
  #seenIn = -1;
  #seenMs = 0;

  /**
   * `sliceMs` defaults to 5. It is counted together with the work of everybody else who has a slice by this clock; one
   * millisecond of each turn is its own in any case.
   */
  constructor(clock: Clock, sliceMs = 5) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    const turn = turns.get(clock) ?? { number: 0, startedMs: clock.now(), next: undefined };
    turns.set(clock, turn);
    this.#turn = turn;
  }

  /** Await what it returns, if anything. Shared by concurrent workers, it makes all of them wait for one turn. */
  giveWay(): Promise<void> | undefined {
    const turn = this.#turn;
    const nowMs = this.#clock.now();
    if (this.#seenIn !== turn.number) {
      this.#seenIn = turn.number;
      this.#seenMs = nowMs;
    }
    if (nowMs - turn.startedMs < this.#sliceMs || nowMs - this.#seenMs < leastMs) return undefined;
    turn.next ??= this.#clock.turn().then(() => {
      turn.next = undefined;
      turn.number++;
      turn.startedMs = this.#clock.now();
    });
    return turn.next;
  }
}
