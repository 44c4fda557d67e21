import type { User } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { Exchange } from "../http/exchange.js";
import type { RequestClass, RequestLimits } from "./request-limits.js";
import type { EntryStage, RequestPlace } from "./request-place.js";

/** Verbs of read-only requests, except watches, which count while they send their initial events. */
const reads: ReadonlySet<string> = new Set(["get", "list", "head"]);

/** A request whose user is known. */
export interface LimitedRequest {
  readonly exchange: Exchange;
  readonly verb: string;
  /** Whether the path is public: health and version are always answered. */
  readonly isPublic: boolean;
  readonly user: User;
}

/** A place under the plain limits on read-only and mutating requests. */
export class PlainPlace implements RequestPlace {
  readonly #limits: RequestLimits;
  readonly #request: LimitedRequest;
  #class: RequestClass | undefined;

  constructor(limits: RequestLimits, request: LimitedRequest) {
    this.#limits = limits;
    this.#request = request;
  }

  enter(stage: EntryStage): MaybePromise<void> {
    const { exchange, verb, isPublic, user } = this.#request;
    if (stage === "request" && (isPublic || !reads.has(verb))) return undefined;
    // A read with a body, which remote services may support, already has its place.
    if (this.#class !== undefined) return undefined;
    const wanted = stage === "body" ? "mutating" : "readOnly";
    // Administrators always get an answer (upstream: WithMaxInFlightLimit).
    const entered = this.#limits.slots(wanted).enter(exchange, user.groups?.includes("system:masters"));
    if (entered === undefined) {
      this.#class = wanted;
      return undefined;
    }
    return entered.then(() => {
      this.#class = wanted;
    });
  }

  leave(): void {
    if (this.#class !== undefined) this.#limits.slots(this.#class).leave();
    this.#class = undefined;
  }
}
