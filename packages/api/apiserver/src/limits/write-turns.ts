import { type Clock, TimeSlice } from "@engenho/core";

/**
 * Schedules the writes of a server's open watches: not immediately, between a commit and the ticks that it wakes, but in a
 * later turn of the event loop. All commits made while a watch waits for its turn become one write, and however many watches
 * write, no turn gets long.
 */
export class WriteTurns {
  readonly #clock: Clock;
  readonly #slice: TimeSlice;
  /** The turn in which all waiting watches start to write. */
  #turn: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#slice = new TimeSlice(clock);
  }

  /** Calls `write` in a later turn, after earlier callers. Resolves or rejects with its outcome. */
  async take<T>(write: () => T | Promise<T>): Promise<T> {
    this.#turn ??= this.#nextTurn();
    await this.#turn;
    // Nothing may come between the last check of the slice and the write, which uses up the slice.
    for (let turn = this.#slice.giveWay(); turn !== undefined; turn = this.#slice.giveWay()) await turn;
    return await write();
  }

  async #nextTurn(): Promise<void> {
    await (this.#slice.giveWay() ?? this.#clock.turn());
    this.#turn = undefined;
  }
}
