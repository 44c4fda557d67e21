import { type Clock, TimeSlice } from "@engenho/core";

/**
 * When the open watches of a server write: not at once, between a commit and the ticks that it wakes, but in a later turn
 * of the event loop. All that is committed while a watch waits for its turn is one write behind it, and however many
 * watches write, they do not add up to a long turn.
 */
export class WriteTurns {
  readonly #clock: Clock;
  readonly #slice: TimeSlice;
  /** The turn in which all that wait for one begin to write. */
  #turn: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#slice = new TimeSlice(clock);
  }

  /**
   * Calls `write` in a later turn, behind whoever asked before. Resolves with what it answers, rejects with what it
   * throws.
   */
  async take<T>(write: () => T | Promise<T>): Promise<T> {
    this.#turn ??= this.#nextTurn();
    await this.#turn;
    // Nothing may come between the last look at the slice and the write, which uses the slice up.
    for (let turn = this.#slice.giveWay(); turn !== undefined; turn = this.#slice.giveWay()) await turn;
    return await write();
  }

  async #nextTurn(): Promise<void> {
    await (this.#slice.giveWay() ?? this.#clock.turn());
    this.#turn = undefined;
  }
}
