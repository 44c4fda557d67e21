import type { Clock } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import { tooManyRequests } from "../status/refusals.js";
import { InFlight } from "./in-flight.js";
import type { EntryStage, RequestPlace } from "./request-place.js";
import { RequestSlots } from "./request-slots.js";

/**
 * Concurrency limits of a server; 0 means no limit. A request beyond its limit queues, for at most 15 seconds, and is then
 * answered with 429, as are a body, a watch and a tunnel beyond their limits. With flow control, that
 * decides which requests are served, and the two limits on requests do not apply.
 */
export interface RequestLimitOptions {
  /**
   * Read-only requests, until their responses have been read; watches count while they send their initial events. Default 400,
   * kube-apiserver's --max-requests-inflight.
   */
  readonly maxRequestsInFlight: number;
  /** Mutating requests, from when their body has been received. Default 200, --max-mutating-requests-inflight. */
  readonly maxMutatingRequestsInFlight: number;
  /**
   * Bytes of the bodies of all requests, complete or not. As many bytes may wait to be read on connections to containers together.
   * Default 64 MiB.
   */
  readonly maxBodyBytesInFlight: number;
  /**
   * Bytes of responses and watches that are written and not yet read. Beyond it the one that has waited longest is closed.
   * Default 64 MiB.
   */
  readonly maxUnreadBytes: number;
  /** Open watches. Default 10 000. */
  readonly maxWatches: number;
  /** Connections that proxies carry in another protocol than HTTP, such as WebSockets. Default 1 000. */
  readonly maxTunnels: number;
}

/** The defaults. */
export const defaultRequestLimits: RequestLimitOptions = {
  maxRequestsInFlight: 400,
  maxMutatingRequestsInFlight: 200,
  maxBodyBytesInFlight: 64 * 1024 * 1024,
  maxUnreadBytes: 64 * 1024 * 1024,
  maxWatches: 10_000,
  maxTunnels: 1_000,
};

/** The usage of all requests of a server. */
export class RequestLimits {
  readonly #readOnly: RequestSlots;
  readonly #mutating: RequestSlots;
  readonly #maxBodyBytes: number;
  #bodyBytes = 0;
  /** The requests that have entered. */
  readonly inFlight: InFlight;

  constructor(options: RequestLimitOptions, clock: Clock) {
    this.#readOnly = new RequestSlots(options.maxRequestsInFlight, clock);
    this.#mutating = new RequestSlots(options.maxMutatingRequestsInFlight, clock);
    this.#maxBodyBytes = options.maxBodyBytesInFlight;
    this.inFlight = new InFlight(clock);
  }

  /** Creates the usage of a request, with its place among those in flight. `counted`: as what it is counted; undefined: not at all. */
  admit(place: RequestPlace, counted: RequestClass | undefined): Admission {
    return new Admission(this, place, counted);
  }

  /** The slots of requests of a class. */
  slots(kind: RequestClass): RequestSlots {
    return kind === "readOnly" ? this.#readOnly : this.#mutating;
  }

  /** For {@link Admission}. False, and nothing is counted, when the limit would be exceeded. */
  takeBytes(bytes: number): boolean {
    if (this.#maxBodyBytes > 0 && this.#bodyBytes + bytes > this.#maxBodyBytes) return false;
    this.#bodyBytes += bytes;
    return true;
  }

  /** For {@link Admission}. */
  releaseBytes(bytes: number): void {
    this.#bodyBytes -= bytes;
  }
}

/** Mutating requests are counted separately. */
export type RequestClass = "readOnly" | "mutating";

/** What one request uses of the limits. */
export class Admission {
  readonly #limits: RequestLimits;
  readonly #place: RequestPlace;
  readonly #counted: RequestClass | undefined;
  #isCounted = false;
  #bytes = 0;

  constructor(limits: RequestLimits, place: RequestPlace, counted: RequestClass | undefined) {
    this.#limits = limits;
    this.#place = place;
    this.#counted = counted;
  }

  /** As {@link RequestPlace}'s. */
  enter(stage: EntryStage): MaybePromise<void> {
    const entered = this.#place.enter(stage);
    if (this.#counted === undefined || stage !== (this.#counted === "mutating" ? "body" : "request")) return entered;
    if (isPending(entered)) return entered.then(() => this.#count());
    this.#count();
    return undefined;
  }

  /** Counts bytes of the body. Throws StoreError `TooManyRequests` when the bodies of all requests would exceed the limit. */
  takeBytes(bytes: number): void {
    if (!this.#limits.takeBytes(bytes)) throw tooManyRequests();
    this.#bytes += bytes;
  }

  /** Releases the bytes counted by `takeBytes`: the body is no longer held. */
  releaseBytes(): void {
    this.#limits.releaseBytes(this.#bytes);
    this.#bytes = 0;
  }

  /** As {@link RequestPlace}'s. */
  leave(): void {
    if (this.#isCounted && this.#counted !== undefined) this.#limits.inFlight.change(this.#counted, -1);
    this.#isCounted = false;
    this.#place.leave();
  }

  #count(): void {
    if (this.#isCounted || this.#counted === undefined) return;
    this.#isCounted = true;
    this.#limits.inFlight.change(this.#counted, 1);
  }
}
