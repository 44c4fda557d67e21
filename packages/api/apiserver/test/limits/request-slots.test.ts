import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { RequestSlots } from "../../src/limits/request-slots.js";

/** An exchange whose client can disconnect. */
function client() {
  const listeners: (() => void)[] = [];
  return {
    onClose: (listener: () => void) => {
      listeners.push(listener);
    },
    go: () => {
      for (const listener of listeners) listener();
    },
  };
}

describe("RequestSlots", () => {
  it("H14: limits concurrent requests, and serves the others in order", async () => {
    const slots = new RequestSlots(2, new FakeClock());
    const served: number[] = [];
    const all = Array.from({ length: 5 }, async (_, index) => {
      const entered = slots.enter(client());
      expect(entered === undefined).toBe(index < 2);
      await entered;
      served.push(index);
    });
    await Promise.all(all.slice(0, 2));
    expect(served).toEqual([0, 1]);
    for (let index = 2; index < 5; index++) {
      slots.leave();
      await all[index];
      expect(served.at(-1)).toBe(index);
    }
  });

  it("H14: refuses with 429 those that wait too long, and those behind too many", async () => {
    const clock = new FakeClock();
    const slots = new RequestSlots(1, clock);
    expect(slots.enter(client())).toBeUndefined();
    const waiting = Array.from({ length: 50 }, () => slots.enter(client()));
    const refused = { code: "TooManyRequests", details: { retryAfterSeconds: 1 } };
    await expect(slots.enter(client())).rejects.toMatchObject(refused);
    const outcomes = Promise.all(waiting.map((entered) => expect(entered).rejects.toMatchObject(refused)));
    await clock.advance(15_000);
    await outcomes;
    slots.leave();
    expect(slots.enter(client())).toBeUndefined();
  });

  it("H14: drops clients that disconnect while queued, at any position", async () => {
    const slots = new RequestSlots(1, new FakeClock());
    expect(slots.enter(client())).toBeUndefined();
    const clients = [client(), client(), client(), client()];
    const entered = clients.map((each) => slots.enter(each));
    for (const index of [0, 2, 3]) {
      clients[index]?.go();
      await expect(entered[index]).rejects.toMatchObject({ name: "ClientGoneError" });
    }
    slots.leave();
    await entered[1];
    clients[1]?.go();
    slots.leave();
    expect(slots.enter(client())).toBeUndefined();
  });

  it("H14: is unlimited with 0", () => {
    const slots = new RequestSlots(0, new FakeClock());
    for (let index = 0; index < 1000; index++) expect(slots.enter(client())).toBeUndefined();
  });
});
