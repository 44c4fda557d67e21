import type { Clock, Timer, User } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { ResponseHeaders } from "../http/exchange.js";
import type { EntryStage, RequestPlace } from "../limits/request-place.js";
import type { RequestInfo } from "../request-info.js";
import { ClientGoneError } from "../status/refusals.js";
import { PlainTextError } from "../status/status.js";
import type { FlowSchemaState } from "./flow-schemas.js";
import { observe, type RejectReason } from "./flow-statistics.js";
import type { SeatPlace, SeatRequest, WaitingRoom } from "./queue-set.js";
import type { WorkEstimate } from "./work-estimate.js";

/** A request whose user is known. */
export interface ControlledRequest {
  /** The parsed request line. */
  readonly info: RequestInfo;
  /** The user, after impersonation. */
  readonly user: User;
  /** The parameters of its query. */
  readonly query: URLSearchParams;
  /** Calls a listener once, when the client has disconnected or the response is complete. */
  readonly exchange: { onClose(listener: () => void): void };
  /** How long it may wait, in milliseconds. */
  readonly waitMs: number;
}

/** A request whose FlowSchema is known. */
export interface ClassifiedRequest extends RequestPlace {
  /** The response headers: the UIDs of the FlowSchema and of its priority level. */
  readonly headers: ResponseHeaders;
}

/** The operations of flow control that requests in flight use. */
export interface FlowRequestHost {
  readonly clock: Clock;
  estimate(schema: FlowSchemaState, request: ControlledRequest): WorkEstimate;
  /** Changes the number of waiting requests. */
  countWaiting(by: 1 | -1): void;
  readonly room: WaitingRoom;
  /** Counts a watch; call the result when it has ended. */
  registerWatch(request: ControlledRequest): () => void;
  /** Called when a request of the schema's level has ended. */
  onLeft(schema: FlowSchemaState): void;
}

const changes: ReadonlySet<string> = new Set(["create", "update", "patch", "delete", "deletecollection"]);
const outside: SeatPlace = { at: "outside" };

/** A classified request: takes its seats before it is served, and releases them. */
export class FlowRequest implements ClassifiedRequest, SeatRequest {
  readonly #host: FlowRequestHost;
  readonly #request: ControlledRequest;
  readonly #schema: FlowSchemaState;
  place: SeatPlace = outside;
  estimate: WorkEstimate = { initialSeats: 1, finalSeats: 0, additionalSeconds: 0 };
  #resolve: (() => void) | undefined;
  #startedMs = 0;

  constructor(host: FlowRequestHost, request: ControlledRequest, schema: FlowSchemaState) {
    this.#host = host;
    this.#request = request;
    this.#schema = schema;
  }

  get headers(): ResponseHeaders {
    return this.#schema.headers;
  }

  enter(stage: EntryStage): MaybePromise<void> {
    const { info } = this.#request;
    const waitsForBody = info.isResource && changes.has(info.verb);
    if (stage === "initial-events" || (stage === "request") === waitsForBody) return undefined;
    const { level, statistics } = this.#schema;
    this.estimate = this.#host.estimate(this.#schema, this.#request);
    const seats = this.#seats;
    observe(statistics.estimated, seats);
    const arrival = level.seats.start(this, this.#schema.handOf(this.#request), this.#host.room);
    switch (arrival) {
      case "seated":
        if (!level.plan.exempt) observe(statistics.waited.true, 0);
        this.#begin();
        return undefined;
      case "waits":
        return this.#wait();
      default:
        return Promise.reject(this.#refusal(arrival));
    }
  }

  leave(): void {
    if (this.place.at !== "seats") return;
    const { statistics, level } = this.#schema;
    statistics.executing--;
    statistics.executingSeats -= this.#seats;
    const { executed } = statistics;
    const seconds = (this.#host.clock.monotonicNow() - this.#startedMs) / 1000;
    observe(this.#request.info.verb === "watch" ? executed.watch : executed.regular, seconds);
    level.seats.finish(this);
    this.#host.onLeft(this.#schema);
  }

  onSeated = (): void => {
    this.#resolve?.();
  };

  get #seats(): number {
    return Math.max(this.estimate.initialSeats, this.estimate.finalSeats);
  }

  #begin(): void {
    const { statistics } = this.#schema;
    statistics.dispatched++;
    statistics.executing++;
    statistics.executingSeats += this.#seats;
    this.#startedMs = this.#host.clock.monotonicNow();
    const { info, exchange } = this.#request;
    if (info.verb === "watch") exchange.onClose(this.#host.registerWatch(this.#request));
  }

  #wait(): Promise<void> {
    const { clock } = this.#host;
    const { statistics, level } = this.#schema;
    const { exchange, waitMs } = this.#request;
    const arrivedMs = clock.monotonicNow();
    statistics.waiting++;
    statistics.waitingSeats += this.#seats;
    this.#host.countWaiting(1);
    if (this.place.at === "line") observe(statistics.lengths, this.place.queue.line.length);
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const settle = (served: "true" | "false") => {
        timer?.cancel();
        this.#resolve = undefined;
        statistics.waiting--;
        statistics.waitingSeats -= this.#seats;
        this.#host.countWaiting(-1);
        observe(statistics.waited[served], (clock.monotonicNow() - arrivedMs) / 1000);
      };
      const giveUp = (error: () => Error) => {
        if (!level.seats.giveUp(this)) return;
        settle("false");
        reject(error());
        this.#host.onLeft(this.#schema);
      };
      this.#resolve = () => {
        settle("true");
        this.#begin();
        resolve();
      };
      timer = clock.setTimer(() => giveUp(() => this.#refusal("time-out")), waitMs);
      exchange.onClose(() =>
        giveUp(() => {
          statistics.rejected["time-out"]++;
          return new ClientGoneError();
        }),
      );
    });
  }

  /** Upstream: tooManyRequests. */
  #refusal(reason: RejectReason): PlainTextError {
    const { statistics, level } = this.#schema;
    statistics.rejected[reason]++;
    level.dropped.record(Math.floor(this.#host.clock.now() / 1000));
    return new PlainTextError(429, "Too many requests, please try again later.\n", level.dropped.retryAfterSeconds);
  }
}
