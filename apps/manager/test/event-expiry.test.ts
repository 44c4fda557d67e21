import { events, type KubernetesObject, silentLogger } from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { createEventExpiry } from "../src/event-expiry.js";

const hourMs = 3_600_000;

describe("the event expiry", () => {
  it("H4: deletes an Event an hour after its last write, whatever its timestamps", async () => {
    const clock = new FakeClock();
    const store = createMemoryStore({ clock });
    const expiry = new ControllerProcess({
      store,
      clock,
      create: (client) => createEventExpiry({ store: client, clock, logger: silentLogger }),
    });
    const time = () => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    const event = (name: string) =>
      ({
        apiVersion: "v1",
        kind: "Event",
        metadata: { name, namespace: "ns" },
        involvedObject: { kind: "Pod", name: "a", namespace: "ns" },
        lastTimestamp: time(),
      }) as KubernetesObject;
    const names = async () => (await store.list(events)).items.map((item) => item.metadata.name);

    await store.create(event("early"));
    expiry.start();
    await store.create(event("repeated"));
    await clock.advance(hourMs / 2);
    // H17: the hour is measured independently of the wall clock.
    clock.stepWallClock(24 * hourMs);
    await clock.settle();
    const repeated = await store.get(events, { namespace: "ns", name: "repeated" });
    await store.update({ ...repeated, lastTimestamp: time(), count: 2 } as KubernetesObject);
    await clock.advance(hourMs / 2 - 1);
    expect(await names()).toEqual(["early", "repeated"]);
    await clock.advance(1);
    expect(await names()).toEqual(["repeated"]);
    await clock.advance(hourMs / 2);
    expect(await names()).toEqual([]);
    await store.create(event("unwanted"));
    await clock.settle();
    expect(expiry.controller.delayedKeys).toBe(1);
    await store.delete(events, { namespace: "ns", name: "unwanted" });
    await clock.settle();
    expect(expiry.controller.delayedKeys, "keys of deleted Events").toBe(0);
    await expiry.stop();
    expect(clock.pendingTimers, "leaked timers").toBe(0);
  });

  it("lists the Events in pages", async () => {
    const clock = new FakeClock();
    const store = createMemoryStore({ clock });
    for (let index = 0; index < 1_001; index++) {
      const metadata = { name: `e${index}`, namespace: "ns" };
      await store.create({
        apiVersion: "v1",
        kind: "Event",
        metadata,
        involvedObject: { namespace: "ns" },
      } as KubernetesObject);
    }
    const expiry = new ControllerProcess({
      store,
      clock,
      create: (client) => createEventExpiry({ store: client, clock, logger: silentLogger }),
    });
    expiry.start();
    await clock.settle();
    const lists = expiry.scripted.calls.filter(({ verb }) => verb === "list");
    expect(lists.map(({ listOptions }) => listOptions?.limit)).toEqual([500, 500, 500]);
    expect(expiry.controller.delayedKeys).toBe(1_001);
    await clock.advance(hourMs);
    expect((await store.list(events)).items).toEqual([]);
    await expiry.stop();
  });
});
