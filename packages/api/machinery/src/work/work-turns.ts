import { type Clock, StoreError, TimeSlice } from "@engenho/core";
import type { GivesWay } from "./long-work.js";
import { isPending, type MaybePromise } from "./maybe-promise.js";

/** The turns of one request; `end` it when its work has ended. */
export interface RequestTurns extends GivesWay {
  /** Call it between two phases of a write, like `giveWay`: returns nothing if they have taken little time so far. */
  betweenPhases(): Promise<void> | undefined;
  /**
   * The result of something else that this work waits for, such as a webhook. Meanwhile others can run, and the time
   * does not count; afterwards it counts as having yielded.
   */
  outside<T>(result: MaybePromise<T>): MaybePromise<T>;
  /** The same for work that is done in phases. */
  readonly phases: GivesWay;
  /** Whether other requests have had a turn, so that what was read before may have changed. */
  readonly hasGivenWay: boolean;
  /** How often it has taken a turn, or waited for something outside. */
  readonly interruptions: number;
  /** The time until now was not work, but that of the storage: it does not count. */
  resumed(): void;
  /** Call it once when the work has ended, successfully or not. */
  end(): void;
}

/** How many run concurrently. */
const maxConcurrent = 16;
/** The duration of a write's phases up to which they need no separate turns. */
const shortMs = 3;
/** After this time the result is no longer needed: an API server's requests time out after a minute. */
const longestMs = 60_000;

/**
 * Schedules the long work of requests. It continues alternately, one request in each turn of the event loop, so that many block
 * others no more than one does. Their number is limited; further ones wait to start.
 */
export class WorkTurns {
  readonly #clock: Clock;
  readonly #slice: TimeSlice;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #lastTurn: Promise<void> = Promise.resolve();

  /** `clock` measures and starts the turns. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#slice = new TimeSlice(clock);
  }

  /** For the work of one request. Costs nothing until it yields. */
  ofRequest(): RequestTurns {
    return new Turns(this, this.#clock);
  }

  /** Whether the current turn of the event loop has lasted so long that it is time to yield. */
  get isDue(): boolean {
    return this.#slice.isDue;
  }

  /** Resolves when it may start. */
  enter(): Promise<void> {
    if (this.#underWay < maxConcurrent) {
      this.#underWay++;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Call it once for each `enter` that has resolved: the next one may start. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#underWay--;
    else next();
  }

  /** Resolves when it is the caller's turn, after all earlier callers. */
  next(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => this.#slice.giveWay());
    return this.#lastTurn;
  }
}

class Turns implements RequestTurns {
  readonly phases: GivesWay = { giveWay: () => this.betweenPhases() };
  readonly #turns: WorkTurns;
  readonly #clock: Clock;
  /** When it began to take turns, without the time outside; undefined: it has not. */
  #sinceMs: number | undefined;
  #hasWaited = false;
  interruptions = 0;
  /** When the phases without yielding began. */
  #phasesSinceMs: number;

  constructor(turns: WorkTurns, clock: Clock) {
    this.#turns = turns;
    this.#clock = clock;
    this.#phasesSinceMs = clock.monotonicNow();
  }

  get hasGivenWay(): boolean {
    return this.#sinceMs !== undefined || this.#hasWaited;
  }

  resumed(): void {
    this.#phasesSinceMs = this.#clock.monotonicNow();
  }

  outside<T>(result: MaybePromise<T>): MaybePromise<T> {
    return isPending(result) ? this.#waitFor(result) : result;
  }

  /** Rejects with StoreError `Timeout` when the work has taken too long in total. */
  giveWay(): Promise<void> | undefined {
    return this.#turns.isDue ? this.#turn() : undefined;
  }

  betweenPhases(): Promise<void> | undefined {
    return this.#clock.monotonicNow() - this.#phasesSinceMs < shortMs ? undefined : this.#turn();
  }

  async #waitFor<T>(result: Promise<T>): Promise<T> {
    const beganMs = this.#clock.monotonicNow();
    this.#hasWaited = true;
    this.interruptions++;
    if (this.#sinceMs !== undefined) this.#turns.leave();
    try {
      return await result;
    } finally {
      if (this.#sinceMs !== undefined) {
        await this.#turns.enter();
        this.#sinceMs += this.#clock.monotonicNow() - beganMs;
      }
      this.#phasesSinceMs = this.#clock.monotonicNow();
    }
  }

  async #turn(): Promise<void> {
    this.interruptions++;
    if (this.#sinceMs === undefined) {
      this.#sinceMs = this.#clock.monotonicNow();
      await this.#turns.enter();
      // After one turn, work still continues before other requests are read; after two turns, it continues behind them.
      await this.#clock.turn();
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
