import { FakeClock } from "@engenho/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QueueSet, type SeatRequest, type WaitingRoom } from "../../src/flow-control/queue-set.js";

/** A request that notes when it gets its seats. */
function requestOf(name: string, served: string[], estimate: Partial<SeatRequest["estimate"]> = {}): SeatRequest {
  return {
    estimate: { initialSeats: 1, finalSeats: 0, additionalSeconds: 0, ...estimate },
    onSeated: () => served.push(name),
    place: { at: "outside" },
  };
}

function setOf(queuing: { readonly queues: number; readonly queueLengthLimit?: number }, limit: number) {
  const clock = new FakeClock();
  const seats = new QueueSet(clock);
  seats.configure({ queueLengthLimit: 50, ...queuing }, limit);
  const served: string[] = [];
  const start = (name: string, hand: readonly number[] = [], estimate = {}, room: WaitingRoom = "free") => {
    const request = requestOf(name, served, estimate);
    return { request, arrival: seats.start(request, hand, room) };
  };
  return { clock, seats, served, start };
}

describe("seats without queues", () => {
  it("are given until there are none", () => {
    const { seats, start } = setOf({ queues: 0 }, 2);
    const first = start("a");
    expect([first.arrival, start("b").arrival, start("c").arrival]).toEqual(["seated", "seated", "concurrency-limit"]);
    seats.finish(first.request);
    expect(start("d").arrival).toBe("seated");
  });

  it("are unlimited for exempt requests, which count as demand", () => {
    const { seats, start } = setOf({ queues: -1 }, 0);
    for (let index = 0; index < 100; index++) expect(start(String(index)).arrival).toBe("seated");
    expect(seats.demand.reset(0).highWatermark).toBe(100);
  });

  it("a request that needs more than there are is served alone", () => {
    const { seats, start } = setOf({ queues: 0 }, 2);
    const small = start("a");
    expect(start("wide", [], { initialSeats: 5 }).arrival).toBe("concurrency-limit");
    seats.finish(small.request);
    const wide = start("wide", [], { initialSeats: 5 });
    expect(wide.arrival).toBe("seated");
    expect(start("b").arrival).toBe("concurrency-limit");
    seats.finish(wide.request);
    expect(seats.isIdle).toBe(true);
  });
});

describe("seats with queues", () => {
  it("a full queue refuses further requests while there is no seat", () => {
    const { seats, start, served } = setOf({ queues: 2, queueLengthLimit: 2 }, 1);
    const first = start("served", [0]);
    expect(["a", "b", "c"].map((name) => start(name, [0]).arrival)).toEqual(["waits", "waits", "queue-full"]);
    expect(start("other", [1]).arrival).toBe("waits");
    seats.finish(first.request);
    const freed = served[0] === "a" ? 0 : 1;
    expect(start("d", [freed]).arrival).toBe("waits");
  });

  it("where room to wait is scarce, those wait whose queue is shorter than others", () => {
    const { start } = setOf({ queues: 3 }, 1);
    const arrive = (queue: number, room: WaitingRoom) => start("", [queue], {}, room).arrival;
    expect(arrive(0, "none")).toBe("seated");
    expect(arrive(0, "none")).toBe("queue-full");
    expect(["free", "free", "free"].map((room) => arrive(0, room as WaitingRoom))).toEqual(["waits", "waits", "waits"]);
    expect(arrive(0, "scarce")).toBe("queue-full");
    const shorter = Array.from({ length: 4 }, () => arrive(1, "scarce"));
    expect(shorter).toEqual(["waits", "waits", "waits", "queue-full"]);
    expect([arrive(2, "none"), arrive(2, "scarce")]).toEqual(["queue-full", "waits"]);
  });

  it("a new request takes the queue of its hand with the least work", () => {
    const { seats, start, served } = setOf({ queues: 4, queueLengthLimit: 1 }, 1);
    const first = start("served", [3]);
    expect(["a", "b"].map((name) => start(name, [0, 1]).arrival)).toEqual(["waits", "waits"]);
    expect(start("c", [0, 1]).arrival).toBe("queue-full");
    expect(start("d", [1, 2]).arrival).toBe("waits");
    seats.finish(first.request);
    expect(served).toHaveLength(1);
  });

  it("flows take turns, however many requests one of them has", async () => {
    const { clock, seats, start, served } = setOf({ queues: 8, queueLengthLimit: 1000 }, 1);
    const requests = new Map<string, SeatRequest>();
    let running = start("greedy", [0]).request;
    for (let index = 0; index < 100; index++) requests.set(`greedy-${index}`, start(`greedy-${index}`, [0]).request);
    for (let index = 0; index < 5; index++) requests.set(`shy-${index}`, start(`shy-${index}`, [1]).request);
    for (let index = 0; index < 12; index++) {
      await clock.advance(3);
      seats.finish(running);
      expect(served.length).toBe(index + 1);
      running = requests.get(served[index] as string) as SeatRequest;
    }
    // The flow that came later had every other turn.
    expect(served.slice(0, 11).filter((name) => name.startsWith("shy"))).toHaveLength(5);
  });

  it("who gives up leaves its place to others, and nothing remains of it", async () => {
    const { clock, seats, start, served } = setOf({ queues: 2 }, 1);
    const first = start("served", [0]);
    const [a, b] = [start("a", [0]), start("b", [0])];
    expect(seats.giveUp(a.request)).toBe(true);
    expect(seats.giveUp(a.request)).toBe(false);
    await clock.advance(5);
    seats.finish(first.request);
    expect(served).toEqual(["b"]);
    seats.finish(b.request);
    expect(seats.isIdle).toBe(true);
    expect(seats.seatsInUse).toBe(0);
  });

  it("more seats serve those that wait, and fewer queues drain", () => {
    const { seats, start, served } = setOf({ queues: 4 }, 1);
    start("served", [3]);
    for (const name of ["a", "b", "c"]) start(name, [3]);
    seats.configure({ queues: 2, queueLengthLimit: 50 }, 3);
    expect(served).toEqual(["a", "b"]);
    seats.configure({ queues: 0, queueLengthLimit: 50 }, 4);
    expect(served).toEqual(["a", "b", "c"]);
  });

  it("a wide request keeps its seats until its event has been sent", async () => {
    const { clock, seats, start, served } = setOf({ queues: 2 }, 4);
    const wide = start("wide", [0], { finalSeats: 3, additionalSeconds: 0.1 });
    expect(seats.seatsInUse).toBe(3);
    const small = start("small", [1]);
    start("next", [1]);
    seats.finish(wide.request);
    expect([seats.seatsInUse, served]).toEqual([4, []]);
    await clock.advance(100);
    expect(served).toEqual(["next"]);
    seats.finish(small.request);
    expect(seats.seatsInUse).toBe(1);
  });

  it("a wide request is not overtaken for ever", () => {
    const { seats, start, served } = setOf({ queues: 2 }, 2);
    const [a, b] = [start("a", [0]), start("b", [0])];
    start("wide", [0], { initialSeats: 2 });
    start("small", [0]);
    seats.finish(a.request);
    expect(served).toEqual([]);
    expect(seats.noAccommodation).toBeGreaterThan(0);
    seats.finish(b.request);
    expect(served).toEqual(["wide"]);
  });
});

describe("properties of seats", () => {
  const step = fc.oneof(
    fc.record({
      type: fc.constant("start" as const),
      flow: fc.nat(5),
      seats: fc.integer({ min: 1, max: 4 }),
      lingers: fc.boolean(),
    }),
    fc.record({ type: fc.constant("finish" as const), which: fc.nat(50) }),
    fc.record({ type: fc.constant("give-up" as const), which: fc.nat(50) }),
    fc.record({ type: fc.constant("advance" as const), ms: fc.nat(20) }),
    fc.record({
      type: fc.constant("configure" as const),
      queues: fc.integer({ min: 0, max: 6 }),
      limit: fc.integer({ min: 1, max: 8 }),
    }),
  );

  it("no seat is given twice, none is free while a waiting request fits, and in the end nothing is left", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new FakeClock();
        const seats = new QueueSet(clock);
        let limit = 4;
        let queues = 4;
        seats.configure({ queues, queueLengthLimit: 5 }, limit);
        const inside = new Set<SeatRequest>();
        let lingering = 0;
        const held = () =>
          [...inside]
            .filter(({ place }) => place.at === "seats")
            .reduce((sum, { estimate }) => sum + Math.max(estimate.initialSeats, estimate.finalSeats), 0);
        const finish = (request: SeatRequest) => {
          const { finalSeats, initialSeats, additionalSeconds } = request.estimate;
          const width = Math.max(finalSeats, initialSeats);
          if (additionalSeconds > 0) {
            lingering += width;
            clock.setTimer(() => {
              lingering -= width;
            }, additionalSeconds * 1000);
          }
          seats.finish(request);
          inside.delete(request);
        };
        for (const each of steps) {
          const members = [...inside];
          switch (each.type) {
            case "start": {
              const estimate = {
                initialSeats: each.seats,
                finalSeats: each.lingers ? 2 : 0,
                additionalSeconds: each.lingers ? 0.005 : 0,
              };
              const request = requestOf("", [], estimate);
              const hand = queues === 0 ? [] : [each.flow % queues];
              const arrival = seats.start(request, hand, "free");
              expect(request.place.at).toBe(arrival === "seated" ? "seats" : arrival === "waits" ? "line" : "outside");
              if (request.place.at !== "outside") inside.add(request);
              break;
            }
            case "finish": {
              const running = members.filter(({ place }) => place.at === "seats");
              const request = running[each.which % Math.max(1, running.length)];
              if (request !== undefined) finish(request);
              break;
            }
            case "give-up": {
              const waiting = members.filter(({ place }) => place.at === "line");
              const request = waiting[each.which % Math.max(1, waiting.length)];
              if (request !== undefined) {
                expect(seats.giveUp(request)).toBe(true);
                inside.delete(request);
              }
              break;
            }
            case "advance":
              await clock.advance(each.ms);
              break;
            case "configure":
              ({ queues, limit } = each);
              seats.configure({ queues, queueLengthLimit: 5 }, limit);
          }
          expect(seats.seatsInUse).toBe(held() + lingering);
          const waiting = [...inside].filter(({ place }) => place.at === "line");
          // Somebody may wait only for want of seats.
          if (waiting.length > 0 && seats.seatsInUse < limit) {
            const narrowest = Math.min(
              ...waiting.map(({ estimate }) => Math.max(estimate.initialSeats, estimate.finalSeats)),
            );
            const widest = Math.max(
              ...waiting.map(({ estimate }) => Math.max(estimate.initialSeats, estimate.finalSeats)),
            );
            expect(seats.seatsInUse + widest > limit || narrowest > limit).toBe(true);
          }
        }
        // Whoever waits is served in the end.
        seats.configure({ queues: 4, queueLengthLimit: 5 }, 4);
        for (let round = 0; round < 200 && inside.size > 0; round++) {
          for (const request of [...inside]) if (request.place.at === "seats") finish(request);
          await clock.advance(10);
        }
        expect(inside.size).toBe(0);
        await clock.advance(100);
        expect([seats.isIdle, seats.seatsInUse]).toEqual([true, 0]);
      }),
    );
  });

  it("property: two flows that always want more get the same number of seats, whatever their numbers of requests", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 8, max: 40 }),
        fc.integer({ min: 8, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (one, other, limit) => {
          const clock = new FakeClock();
          const seats = new QueueSet(clock);
          seats.configure({ queues: 8, queueLengthLimit: 1000 }, limit);
          const served = [0, 0];
          const running = new Set<{ readonly request: SeatRequest; readonly flow: number }>();
          const arrive = (flow: number) => {
            const each = { flow, request: requestOf("", []) };
            const request: SeatRequest = {
              ...each.request,
              onSeated: () => {
                running.add({ flow, request });
                served[flow] = (served[flow] as number) + 1;
              },
            };
            if (
              seats.start(request, [flow], "free") === "seated" &&
              ![...running].some((known) => known.request === request)
            ) {
              request.onSeated();
            }
          };
          for (let index = 0; index < one; index++) arrive(0);
          for (let index = 0; index < other; index++) arrive(1);
          for (let round = 0; round < 100; round++) {
            await clock.advance(3);
            for (const each of [...running]) {
              running.delete(each);
              seats.finish(each.request);
              arrive(each.flow);
            }
          }
          const [first = 0, second = 0] = served;
          expect(Math.abs(first - second)).toBeLessThanOrEqual(0.1 * (first + second) + 4 * limit);
        },
      ),
      { numRuns: 40 },
    );
  });
});
