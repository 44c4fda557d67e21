import type { Clock, Timer } from "@engenho/core";
import type { Exchange } from "../http/exchange.js";
import { ClientGoneError, tooManyRequests } from "../status/refusals.js";

/** Upstream queues for a quarter of the request timeout (WithPriorityAndFairness). */
const waitMs = 15_000;
/** A queued request only holds its headers; this many may queue per slot. */
const waitingPerSlot = 50;

interface Waiter {
  previous: Waiter | undefined;
  next: Waiter | undefined;
  readonly begin: () => void;
}

/**
 * Limits how many requests are served at once. Others queue in order until a slot is free; those that would wait too long, or
 * behind too many, are refused with 429.
 */
export class RequestSlots {
  readonly #limit: number;
  readonly #clock: Clock;
  #served = 0;
  #waiting = 0;
  #first: Waiter | undefined;
  #last: Waiter | undefined;

  /** `limit` 0: unlimited. */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /**
   * Takes a slot, to be released by `leave`; undefined when there is a free one. Rejects with StoreError `TooManyRequests`, and
   * with ClientGoneError when the client disconnects.
   */
  enter(exchange: Pick<Exchange, "onClose">): Promise<void> | undefined {
    if (this.#limit === 0 || this.#served < this.#limit) {
      this.#served++;
      return undefined;
    }
    if (this.#waiting >= this.#limit * waitingPerSlot) return Promise.reject(tooManyRequests());
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const waiter: Waiter = {
        previous: this.#last,
        next: undefined,
        begin: () => {
          settle();
          resolve();
        },
      };
      const settle = (): boolean => {
        if (timer === undefined) return false;
        timer.cancel();
        timer = undefined;
        this.#remove(waiter);
        return true;
      };
      timer = this.#clock.setTimer(() => settle() && reject(tooManyRequests()), waitMs);
      this.#add(waiter);
      exchange.onClose(() => settle() && reject(new ClientGoneError()));
    });
  }

  /** Passes the slot on to the request that has waited longest. */
  leave(): void {
    if (this.#first === undefined) this.#served--;
    else this.#first.begin();
  }

  #add(waiter: Waiter): void {
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.next = waiter;
    this.#last = waiter;
    this.#waiting++;
  }

  #remove({ previous, next }: Waiter): void {
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    this.#waiting--;
  }
}
