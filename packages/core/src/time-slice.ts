import type { Clock } from "./clock.js";

/** Lets long work give way: after `sliceMs` of it, `giveWay` ends the turn of the event loop, so that I/O is served. */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  #endsMs: number;
  #turn: Promise<void> | undefined;

  /** `sliceMs` defaults to 5. */
  constructor(clock: Clock, sliceMs = 5) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    this.#endsMs = clock.now() + sliceMs;
  }

  /** Await what it returns, if anything. Shared by concurrent workers, it makes all of them wait for one turn. */
  giveWay(): Promise<void> | undefined {
    if (this.#turn !== undefined) return this.#turn;
    if (this.#clock.now() < this.#endsMs) return undefined;
    this.#turn = this.#clock.turn().then(() => {
      this.#turn = undefined;
      this.#endsMs = this.#clock.now() + this.#sliceMs;
    });
    return this.#turn;
  }
}
