import type { Clock } from "@engenho/core";
import type { Exchange } from "../http/exchange.js";
import { tooManyRequests } from "../status/refusals.js";
import { RequestSlots } from "./request-slots.js";

/**
 * How much a server does at once; 0 is no limit. A request above one of the limits of requests waits for its turn, 15
 * seconds at most, and is then answered with 429, as are a body above the limit of bodies at once and a watch too many.
 */
export interface RequestLimitOptions {
  /**
   * Requests that change nothing, until their answers are taken; watches count while they show what is there first.
   * Default 400, kube-apiserver's --max-requests-inflight.
   */
  readonly maxRequestsInFlight: number;
  /** Requests that change something, from when their body is there. Default 200, --max-mutating-requests-inflight. */
  readonly maxMutatingRequestsInFlight: number;
  /** Bytes of the bodies of all requests, complete or not. Default 64 MiB. */
  readonly maxBodyBytesInFlight: number;
  /** Bytes of answers and watches that are written and not taken. Above it the one that has waited longest is cut. Default 64 MiB. */
  readonly maxUnreadBytes: number;
  /** Watches that are open. Default 10 000. */
  readonly maxWatches: number;
}

/** What holds where nothing is said. */
export const defaultRequestLimits: RequestLimitOptions = {
  maxRequestsInFlight: 400,
  maxMutatingRequestsInFlight: 200,
  maxBodyBytesInFlight: 64 * 1024 * 1024,
  maxUnreadBytes: 64 * 1024 * 1024,
  maxWatches: 10_000,
};

/** What all requests of a server have taken of its limits. */
export class RequestLimits {
  readonly #readOnly: RequestSlots;
  readonly #mutating: RequestSlots;
  readonly #maxBodyBytes: number;
  #bodyBytes = 0;

  constructor(options: RequestLimitOptions, clock: Clock) {
    this.#readOnly = new RequestSlots(options.maxRequestsInFlight, clock);
    this.#mutating = new RequestSlots(options.maxMutatingRequestsInFlight, clock);
    this.#maxBodyBytes = options.maxBodyBytesInFlight;
  }

  admit(exchange: Exchange): Admission {
    return new Admission(this, exchange);
  }

  /** For {@link Admission}. */
  slots(kind: RequestSort): RequestSlots {
    return kind === "readOnly" ? this.#readOnly : this.#mutating;
  }

  /** For {@link Admission}. False, and nothing is taken, when there is no room. */
  takeBytes(bytes: number): boolean {
    if (this.#maxBodyBytes > 0 && this.#bodyBytes + bytes > this.#maxBodyBytes) return false;
    this.#bodyBytes += bytes;
    return true;
  }

  /** For {@link Admission}. */
  giveBytes(bytes: number): void {
    this.#bodyBytes -= bytes;
  }
}

/** Requests that change something are counted apart. */
export type RequestSort = "readOnly" | "mutating";

/** What one request has taken. */
export class Admission {
  readonly #limits: RequestLimits;
  readonly #exchange: Exchange;
  #sort: RequestSort | undefined;
  #bytes = 0;

  constructor(limits: RequestLimits, exchange: Exchange) {
    this.#limits = limits;
    this.#exchange = exchange;
  }

  /**
   * Waits until the request may be served. A request that changes something asks when its body is there, so that bodies
   * which never end hold up nobody. Rejects as RequestSlots does.
   */
  async enter(sort: RequestSort): Promise<void> {
    await this.#limits.slots(sort).enter(this.#exchange);
    this.#sort = sort;
  }

  /** Counts bytes of the body. Throws StoreError `TooManyRequests` when bodies of others leave no room for them. */
  takeBytes(bytes: number): void {
    if (!this.#limits.takeBytes(bytes)) throw tooManyRequests();
    this.#bytes += bytes;
  }

  /** Gives back what `takeBytes` took: nobody holds the body any more. */
  giveBytes(): void {
    this.#limits.giveBytes(this.#bytes);
    this.#bytes = 0;
  }

  /** Gives back what `enter` took: the request is over, or goes on as something that does not count. */
  leave(): void {
    if (this.#sort !== undefined) this.#limits.slots(this.#sort).leave();
    this.#sort = undefined;
  }
}
