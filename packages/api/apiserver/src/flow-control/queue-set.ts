import type { Clock } from "@engenho/core";
import { type Waiting, WaitingLine } from "../limits/waiting-line.js";
import { SeatDemand } from "./seat-demand.js";
import type { WorkEstimate } from "./work-estimate.js";

/** The queuing configuration of a priority level. */
export interface Queuing {
  /** The number of queues; 0: requests without a free seat are refused; -1: all requests are served at once. */
  readonly queues: number;
  readonly queueLengthLimit: number;
}

/** A request in a {@link QueueSet}. */
export interface SeatRequest {
  readonly estimate: WorkEstimate;
  /** Called when a waiting request gets its seats. */
  readonly onSeated: () => void;
  /** Its place, which the queue set changes. */
  place: SeatPlace;
}

/** The place of a request. */
export type SeatPlace =
  | { readonly at: "outside" }
  | { readonly at: "line"; readonly queue: Queue; readonly arrivalR: number; readonly waiting: Waiting<SeatRequest> }
  /** `queue` is undefined in a level without queues. */
  | { readonly at: "seats"; readonly queue: Queue | undefined; readonly startedAt: number };

/** Whether more requests may wait in the server; `scarce`: only in queues that are shorter than others. */
export type WaitingRoom = "free" | "scarce" | "none";

/** The outcome of a new request. */
export type Arrival = "seated" | "waits" | "concurrency-limit" | "queue-full";

/** A queue. Flows that share it share its progress. */
export interface Queue {
  readonly index: number;
  readonly line: WaitingLine<SeatRequest>;
  /** The work of the waiting requests. */
  work: number;
  /** The requests that are being served, and their seats including lingering ones. */
  executing: number;
  seats: number;
  /** The value of R at which its next request is dispatched in the virtual world. */
  nextDispatchR: number;
}

const outside: SeatPlace = { at: "outside" };
/** Upstream's estimate of the duration of a request, in seconds. */
const expectedSeconds = 0.003;

/**
 * The seats of a priority level, and the requests that wait for them: Fair Queuing for Server Requests (upstream:
 * fairqueuing/queueset/queueset.go, explained in fairqueuing/queueset/doc.go). In a virtual world, all queues with
 * requests make progress at the same rate, measured in seat-seconds; the request that would end first there is served
 * next. Queues exist only while they are used, and their sums are maintained, so that the cost of a request does not
 * depend on the number of queues.
 */
export class QueueSet {
  readonly #clock: Clock;
  readonly #queues = new Map<number, Queue>();
  /** The queues with waiting requests. */
  readonly #lined = new Set<Queue>();
  #queuing: Queuing = { queues: 0, queueLengthLimit: 0 };
  #limit = 0;
  /** The progress meter R: the seat-seconds of each queue in the virtual world. */
  #r = 0;
  #lastSync: number;
  #active = 0;
  #queueSeats = 0;
  #waitingSeats = 0;
  #waiting = 0;
  #executing = 0;
  #seats = 0;
  #robin = -1;
  #enqueues = 0;
  /** The demand for seats. */
  readonly demand: SeatDemand;
  /** How often the next request needed more seats than were free. */
  noAccommodation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastSync = this.#now();
    this.demand = new SeatDemand(this.#lastSync);
  }

  /** The seats in use, including lingering ones. */
  get seatsInUse(): number {
    return this.#seats;
  }

  /** The number of seats. */
  get limit(): number {
    return this.#limit;
  }

  /** The progress meter, in seat-seconds. */
  get progress(): number {
    return this.#r;
  }

  /** Whether no request is served or waits. */
  get isIdle(): boolean {
    return this.#waiting === 0 && this.#executing === 0;
  }

  /** Sets the number of seats and the queuing configuration. Queues that no hand contains any more are drained. */
  configure(queuing: Queuing, limit: number): void {
    this.#sync();
    this.#queuing = queuing;
    this.#limit = limit;
    this.#dispatch();
  }

  /** Adds a request. `hand`: the queues of its flow. */
  start(request: SeatRequest, hand: readonly number[], room: WaitingRoom): Arrival {
    const now = this.#sync();
    const seats = seatsOf(request.estimate);
    if (this.#queuing.queues < 1 || hand.length === 0) {
      if (this.#queuing.queues >= 0 && !this.#fits(seats)) return "concurrency-limit";
      this.#seat(request, undefined, now);
      return "seated";
    }
    const queue = this.#choose(hand);
    if (this.#waiting === 0 && this.#seats < this.#limit && this.#fits(seats)) {
      if (isEmpty(queue)) queue.nextDispatchR = this.#r;
      else if (queue.nextDispatchR < this.#r) queue.nextDispatchR = this.#r;
      this.#seat(request, queue, now);
      this.#robin = queue.index;
      return "seated";
    }
    const isFull = this.#seats >= this.#limit && queue.line.length >= this.#queuing.queueLengthLimit;
    if (isFull || !this.#hasRoom(queue, room)) {
      this.#forget(queue);
      return "queue-full";
    }
    this.#line(request, queue, now);
    this.#dispatch();
    return request.place.at === "seats" ? "seated" : "waits";
  }

  /** Removes a waiting request. False if it does not wait. */
  giveUp(request: SeatRequest): boolean {
    const { place } = request;
    if (place.at !== "line") return false;
    const now = this.#sync();
    this.#unline(request, place, now);
    request.place = outside;
    this.#bound(place.queue);
    this.#forget(place.queue);
    // It may have blocked the dispatch because it needed more seats than were free.
    this.#dispatch();
    return true;
  }

  /** Ends a request that had seats. */
  finish(request: SeatRequest): void {
    const { place, estimate } = request;
    if (place.at !== "seats") return;
    const now = this.#sync();
    request.place = outside;
    const { queue, startedAt } = place;
    const seats = seatsOf(estimate);
    this.#executing--;
    if (queue !== undefined) {
      this.#leave(queue);
      queue.nextDispatchR -= estimate.initialSeats * (expectedSeconds - (now - startedAt));
      this.#bound(queue);
    }
    if (estimate.additionalSeconds <= 0) {
      this.#release(queue, seats, now);
      this.#dispatch();
      return;
    }
    this.#clock.setTimer(() => {
      this.#release(queue, seats, this.#sync());
      this.#dispatch();
    }, estimate.additionalSeconds * 1000);
  }

  #now(): number {
    return this.#clock.monotonicNow() / 1000;
  }

  /** Advances the progress meter to now (upstream: syncTimeLocked, getVirtualTimeRatioLocked). */
  #sync(): number {
    const now = this.#now();
    if (this.#active > 0) {
      const rate = Math.min(this.#queueSeats + this.#waitingSeats, this.#limit) / this.#active;
      this.#r += rate * (now - this.#lastSync);
    }
    this.#lastSync = now;
    return now;
  }

  /** The queue of the hand with the least waiting work (upstream: shuffleShardLocked). */
  #choose(hand: readonly number[]): Queue {
    const offset = this.#enqueues % hand.length;
    this.#enqueues++;
    let best = hand[offset] as number;
    if (this.#waiting > 0) {
      let least = Number.POSITIVE_INFINITY;
      for (let step = 0; step < hand.length; step++) {
        const index = hand[(offset + step) % hand.length] as number;
        const work = this.#queues.get(index)?.work ?? 0;
        if (work < least) {
          least = work;
          best = index;
        }
      }
    }
    let queue = this.#queues.get(best);
    if (queue === undefined) {
      queue = { index: best, line: new WaitingLine(), work: 0, executing: 0, seats: 0, nextDispatchR: this.#r };
      this.#queues.set(best, queue);
    }
    return queue;
  }

  /** Upstream: canAccommodateSeatsLocked. */
  #fits(seats: number): boolean {
    if (seats > this.#limit) return this.#executing === 0;
    return this.#seats + seats <= this.#limit;
  }

  #hasRoom({ line }: Queue, room: WaitingRoom): boolean {
    if (room === "free") return true;
    return room === "scarce" && line.length * this.#lined.size < this.#waiting;
  }

  #line(request: SeatRequest, queue: Queue, now: number): void {
    if (isEmpty(queue)) {
      queue.nextDispatchR = this.#r;
      this.#active++;
    }
    request.place = { at: "line", queue, arrivalR: this.#r, waiting: queue.line.add(request) };
    queue.work += workOf(request.estimate);
    this.#lined.add(queue);
    this.#waiting++;
    this.#waitingSeats += seatsOf(request.estimate);
    this.#noteDemand(now);
    this.#bound(queue);
  }

  #unline(request: SeatRequest, { queue, waiting }: SeatPlace & { readonly at: "line" }, now: number): void {
    queue.line.remove(waiting);
    // A sum of fractions accumulates rounding errors, so an empty queue starts again from 0.
    queue.work = queue.line.length === 0 ? 0 : queue.work - workOf(request.estimate);
    if (queue.line.length === 0) this.#lined.delete(queue);
    if (isEmpty(queue)) this.#active--;
    this.#waiting--;
    this.#waitingSeats -= seatsOf(request.estimate);
    this.#noteDemand(now);
  }

  #seat(request: SeatRequest, queue: Queue | undefined, now: number): void {
    const seats = seatsOf(request.estimate);
    request.place = { at: "seats", queue, startedAt: now };
    this.#executing++;
    this.#seats += seats;
    if (queue !== undefined) {
      if (isEmpty(queue)) this.#active++;
      queue.executing++;
      queue.seats += seats;
      this.#queueSeats += seats;
      queue.nextDispatchR += workOf(request.estimate);
    }
    this.#noteDemand(now);
  }

  /** Removes a served request from its queue; its seats may linger. */
  #leave(queue: Queue): void {
    queue.executing--;
    if (isEmpty(queue)) this.#active--;
  }

  #release(queue: Queue | undefined, seats: number, now: number): void {
    this.#seats -= seats;
    if (queue !== undefined) {
      queue.seats -= seats;
      this.#queueSeats -= seats;
      this.#forget(queue);
    }
    this.#noteDemand(now);
  }

  #noteDemand(now: number): void {
    this.demand.set(this.#seats + this.#waitingSeats, now);
  }

  #dispatch(): void {
    while (this.#waiting > 0 && this.#seats < this.#limit && this.#dispatchOne());
  }

  /** Gives seats to the request that would end first (upstream: findDispatchQueueToBoundLocked, dispatchLocked). */
  #dispatchOne(): boolean {
    let best: Queue | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (const queue of this.#lined) {
      const finish = queue.nextDispatchR + workOf((queue.line.first as Waiting<SeatRequest>).item.estimate);
      if (finish > earliest) continue;
      const distance = this.#distance(queue.index);
      if (best !== undefined && finish === earliest && distance > nearest) continue;
      best = queue;
      earliest = finish;
      nearest = distance;
    }
    const request = best?.line.first?.item;
    if (best === undefined || request === undefined || request.place.at !== "line") return false;
    if (!this.#fits(seatsOf(request.estimate))) {
      this.noAccommodation++;
      return false;
    }
    this.#robin = best.index;
    const now = this.#lastSync;
    this.#unline(request, request.place, now);
    this.#seat(request, best, now);
    this.#bound(best);
    request.onSeated();
    return true;
  }

  /** The distance from the queue that was served last, in round-robin order. */
  #distance(index: number): number {
    return index > this.#robin ? index - this.#robin : index - this.#robin + 2 ** 32;
  }

  /**
   * Prevents a queue from being dispatched in the virtual world before its requests arrived (upstream:
   * boundNextDispatchLocked).
   */
  #bound(queue: Queue): void {
    const oldest = queue.line.first?.item.place;
    if (oldest?.at === "line" && queue.nextDispatchR < oldest.arrivalR) queue.nextDispatchR = oldest.arrivalR;
  }

  #forget(queue: Queue): void {
    if (isEmpty(queue) && queue.seats === 0) this.#queues.delete(queue.index);
  }
}

function isEmpty(queue: Queue): boolean {
  return queue.executing === 0 && queue.line.length === 0;
}

/** Upstream: WorkEstimate.MaxSeats. */
function seatsOf({ initialSeats, finalSeats }: WorkEstimate): number {
  return initialSeats >= finalSeats ? initialSeats : finalSeats;
}

/** In seat-seconds. */
function workOf({ initialSeats, finalSeats, additionalSeconds }: WorkEstimate): number {
  return initialSeats * expectedSeconds + finalSeats * additionalSeconds;
}
