import type { Clock, Timer } from "@engenho/core";
import type { Exchange } from "../http/exchange.js";
import { ClientGoneError, tooManyRequests } from "../status/refusals.js";
import { WaitingLine } from "./waiting-line.js";

/** Upstream queues for a quarter of the request timeout (WithPriorityAndFairness). */
const waitMs = 15_000;
/** A queued request only holds its headers; this many may queue per slot. */
const waitingPerSlot = 50;

/**
 * Limits how many requests are served at once. Others queue in order until a slot is free; those that would wait too long, or
 * behind too many, are refused with 429.
 */
export class RequestSlots {
  readonly #limit: number;
  readonly #clock: Clock;
  #served = 0;
  readonly #waiting = new WaitingLine<() => void>();

  /** `limit` 0: unlimited. */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /**
   * Takes a slot, to be released by `leave`; undefined when there is a free one, or the request is `privileged`. Rejects with
   * StoreError `TooManyRequests`, and with ClientGoneError when the client disconnects.
   */
  enter(exchange: Pick<Exchange, "onClose">, privileged = false): Promise<void> | undefined {
    if (this.#limit === 0 || this.#served < this.#limit || privileged) {
      this.#served++;
      return undefined;
    }
    if (this.#waiting.length >= this.#limit * waitingPerSlot) return Promise.reject(tooManyRequests());
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const settle = (): boolean => {
        if (timer === undefined) return false;
        timer.cancel();
        timer = undefined;
        this.#waiting.remove(place);
        return true;
      };
      const place = this.#waiting.add(() => {
        settle();
        resolve();
      });
      timer = this.#clock.setTimer(() => settle() && reject(tooManyRequests()), waitMs);
      exchange.onClose(() => settle() && reject(new ClientGoneError()));
    });
  }

  /** Passes the slot on to the request that has waited longest. */
  leave(): void {
    // Privileged requests may have been served beyond the limit.
    if (this.#waiting.first === undefined || this.#served > this.#limit) this.#served--;
    else this.#waiting.first.item();
  }
}
