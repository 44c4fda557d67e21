import { type Clock, StoreError, TimeSlice } from "@engenho/core";
import type { GivesWay } from "./long-work.js";

/** The turns of one request, to be told when its work has ended. */
export interface RequestTurns extends GivesWay {
  /** To be asked between two phases of a write, like `giveWay`: says no where they have taken no time so far. */
  betweenPhases(): Promise<void> | undefined;
  /** The same for work that is done in phases. */
  readonly phases: GivesWay;
  /** Whether others have had a turn: what was read before may have changed. */
  readonly hasGivenWay: boolean;
  /** To be called once, when the work has ended, however it did. */
  end(): void;
}

/** How many are under way at once. */
const mostUnderWay = 16;
/** What the phases of a write take that is not worth a turn of the event loop. */
const shortMs = 3;
/** After so long nobody waits for the answer any more: an API server's requests have a minute. */
const longestMs = 60_000;

/**
 * Turns for the work of requests that takes long. They go on one after the other, one of them in each turn of the event
 * loop, so that many of them hold up others no more than one does. Only so many are under way; the rest waits to begin.
 */
export class WorkTurns {
  readonly #clock: Clock;
  readonly #slice: TimeSlice;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#slice = new TimeSlice(clock);
  }

  /** For the work of one request. Costs nothing until it gives way. */
  ofRequest(): RequestTurns {
    return new Turns(this, this.#clock);
  }

  /** Whether the turn of the event loop has lasted so long that it is time to give way. */
  get isDue(): boolean {
    return this.#slice.isDue;
  }

  /** Resolves when it may be under way. */
  enter(): Promise<void> {
    if (this.#underWay < mostUnderWay) {
      this.#underWay++;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#underWay--;
    else next();
  }

  /** Resolves when it is the caller's turn: behind all that have asked before. */
  next(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => this.#slice.giveWay());
    return this.#lastTurn;
  }
}

class Turns implements RequestTurns {
  readonly phases: GivesWay = { giveWay: () => this.betweenPhases() };
  readonly #turns: WorkTurns;
  readonly #clock: Clock;
  /** When it gave way for the first time; undefined: it has not. */
  #sinceMs: number | undefined;
  /** When the phases began that are done without giving way. */
  #phasesSinceMs: number;

  constructor(turns: WorkTurns, clock: Clock) {
    this.#turns = turns;
    this.#clock = clock;
    this.#phasesSinceMs = clock.monotonicNow();
  }

  get hasGivenWay(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** Rejects with StoreError `Timeout` when the work has taken too long altogether. */
  giveWay(): Promise<void> | undefined {
    return this.#turns.isDue ? this.#turn() : undefined;
  }

  betweenPhases(): Promise<void> | undefined {
    return this.#clock.monotonicNow() - this.#phasesSinceMs < shortMs ? undefined : this.#turn();
  }

  async #turn(): Promise<void> {
    if (this.#sinceMs === undefined) {
      this.#sinceMs = this.#clock.monotonicNow();
      await this.#turns.enter();
    }
    await this.#turns.next();
    if (this.#clock.monotonicNow() - this.#sinceMs > longestMs) {
      throw new StoreError("Timeout", "Timeout: request did not complete within the allotted timeout");
    }
    this.#phasesSinceMs = this.#clock.monotonicNow();
  }

  end(): void {
    if (this.#sinceMs !== undefined) this.#turns.leave();
  }
}
