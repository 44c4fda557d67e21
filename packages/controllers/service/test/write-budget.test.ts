import { type EndpointSlice, endpoints, type Stored } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { World } from "./world.js";

/**
 * The budget: a change of one Service's pods takes three reads (Service, pods, Endpoints or slices), and one write of the
 * Endpoints and one of the slice concerned; without a change there is no write. Changes within one window share the cost.
 */
describe("the budget", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.create();
  });

  afterEach(async () => {
    await world.stop();
  });

  async function addPods(from: number, to: number, ready = true): Promise<void> {
    for (let at = from; at < to; at++) await world.pod(`p${at}`, { ip: `10.1.${at >> 8}.${at & 255}`, ready });
  }

  const counted = () => {
    const counts = new Map<string, number>();
    for (const call of world.takeCalls()) {
      const [verb, kind] = call.split(" ");
      counts.set(`${verb} ${kind}`, (counts.get(`${verb} ${kind}`) ?? 0) + 1);
    }
    return Object.fromEntries(counts);
  };

  it("a Ready transition of one pod takes one write of the Endpoints and one of a slice, for any number of Services and pods", async () => {
    for (let at = 0; at < 50; at++) await world.service(`s${at}`);
    await world.service("web");
    await addPods(0, 250);
    await world.start({ endpoints: {}, slices: {} });
    counted();
    await world.setStatus("p7", { ready: false, ip: "10.1.0.7" });
    await world.settle();
    expect(counted()).toEqual({
      "get Service": 2,
      "list Pod": 2,
      "get Endpoints": 1,
      "list EndpointSlice": 1,
      "update Endpoints": 1,
      "update EndpointSlice": 1,
    });
  });

  it("two hundred pods that become ready in one window take one write of the Endpoints and one of each slice", async () => {
    await world.service("web");
    await addPods(0, 200, false);
    await world.start({ endpoints: {}, slices: {} });
    counted();
    for (let at = 0; at < 200; at++) await world.setStatus(`p${at}`, { ip: `10.1.0.${at}` });
    await world.settle();
    expect(counted()).toEqual({
      "get Service": 2,
      "list Pod": 2,
      "get Endpoints": 1,
      "list EndpointSlice": 1,
      "update Endpoints": 1,
      "update EndpointSlice": 2,
    });
  });

  it("a rollout of 200 pods in 4 batches: per batch one write of the Endpoints and at most 3 of slices, none per pod", async () => {
    await world.service("web");
    await addPods(0, 200);
    await world.start({ endpoints: {}, slices: {} });
    counted();
    for (let batch = 0; batch < 4; batch++) {
      await addPods(200 + 50 * batch, 250 + 50 * batch);
      for (let at = 50 * batch; at < 50 * (batch + 1); at++) await world.delete("Pod", `p${at}`);
      await world.settle();
      const { "update Endpoints": endpoints, ...calls } = counted();
      const ofSlices = Object.entries(calls).filter(([call]) => /^(create|update|delete) EndpointSlice/.test(call));
      expect(endpoints).toBe(1);
      expect(ofSlices.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(3);
    }
    expect(await world.sliceEndpoints()).toHaveLength(200);
  });

  it("a pod change that does not affect endpoints is ignored without reads", async () => {
    await world.service("web");
    await addPods(0, 1);
    await world.start({ endpoints: {}, slices: {} });
    counted();
    await world.patch("Pod", "p0", { metadata: { annotations: { touched: "yes" } } });
    await world.settle();
    expect(counted()).toEqual({});
  });

  it("a steady state takes no writes, by its own events, in ticks of everything or after a restart", async () => {
    await world.service("web");
    await world.service("empty");
    await world.service("custom", { selector: undefined });
    await addPods(0, 150);
    await world.start({ endpoints: {}, slices: {}, mirroring: {} });
    await world.clock.advance(60_000);
    const before = (await world.memory.list(endpoints)).resourceVersion;
    world.takeWrites();
    await world.stop();
    await world.start({ endpoints: {}, slices: {}, mirroring: {} });
    await world.clock.advance(60_000);
    expect(world.takeWrites()).toEqual([]);
    expect((await world.memory.list(endpoints)).resourceVersion).toBe(before);
  });

  it("unchanged parts are the same objects in the next version", async () => {
    await world.service("web");
    await addPods(0, 3);
    await world.start({ endpoints: {}, slices: {} });
    const endpointsOf = (slices: readonly Stored<EndpointSlice>[]) => slices[0]?.endpoints ?? [];
    const before = endpointsOf(await world.slices());
    const addresses = (await world.endpoints()).subsets?.[0]?.addresses ?? [];
    await world.setStatus("p1", { ready: false, ip: "10.1.0.1" });
    await world.settle();
    const after = endpointsOf(await world.slices());
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[2]).toBe(before[2]);
    const [subset] = (await world.endpoints()).subsets ?? [];
    expect(subset?.addresses?.[0]).toBe(addresses[0]);
    expect(subset?.addresses?.[1]).toBe(addresses[2]);
  });
});
