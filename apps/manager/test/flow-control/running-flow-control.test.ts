import { type FlowSchema, flowSchemas, priorityLevelConfigurations, silentLogger } from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runFlowControl } from "../../src/flow-control/running-flow-control.js";
import { StoredSizes } from "../../src/flow-control/stored-sizes.js";
import { createFlowControlFollower } from "../../src/server-objects/flow-control-follower.js";

const limits = { enablePriorityAndFairness: true, maxRequestsInflight: 400, maxMutatingRequestsInflight: 200 };
const level = (name: string) => ({
  apiVersion: "flowcontrol.apiserver.k8s.io/v1",
  kind: "PriorityLevelConfiguration",
  metadata: { name },
  spec: { type: "Limited", limited: { nominalConcurrencyShares: 10, limitResponse: { type: "Reject" } } },
});

describe("the program's flow control", () => {
  let clock: FakeClock;
  let store: ReturnType<typeof createMemoryStore>;
  beforeEach(() => {
    clock = new FakeClock();
    store = createMemoryStore({ clock, requireServiceAccounts: false });
  });
  afterEach(() => store.close());
  const context = () => ({ store, clock, logger: silentLogger });

  it("is off if a flag says so, or there are no limits", () => {
    expect(runFlowControl({ ...limits, enablePriorityAndFairness: false }, context())).toBeUndefined();
    const unlimited = { ...limits, maxRequestsInflight: 0, maxMutatingRequestsInflight: 0 };
    expect(runFlowControl(unlimited, context())).toBeUndefined();
  });

  it("applies the objects of the store whenever they change, but not their status", async () => {
    const running = runFlowControl(limits, context());
    if (running === undefined) throw new Error("none");
    let configured = 0;
    const flowControl = Object.assign(Object.create(running.flowControl), {
      configure: (objects: Parameters<typeof running.flowControl.configure>[0]) => {
        configured++;
        running.flowControl.configure(objects);
      },
    });
    const process = new ControllerProcess({
      store,
      clock,
      create: (own) => createFlowControlFollower({ ...context(), store: own, flowControl }),
    });
    const levels = () => running.flowControl.levels().map((each) => each.level);
    process.start();
    await clock.settle();
    expect(levels()).toEqual(["exempt", "catch-all"]);
    await store.create(level("mine") as never);
    const schema = await store.create({
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "FlowSchema",
      metadata: { name: "mine" },
      spec: { priorityLevelConfiguration: { name: "mine" }, matchingPrecedence: 7 },
    } as FlowSchema);
    await clock.settle();
    expect(levels()).toEqual(["mine", "exempt", "catch-all"]);
    expect(running.flowControl.levels()[0]).toMatchObject({ nominal: 400 });
    const before = configured;
    const condition = { type: "Dangling", status: "False", lastTransitionTime: "2026-01-01T00:00:00Z" };
    await store
      .subresource(flowSchemas, { name: "mine" }, "status")
      .update({ ...schema, status: { conditions: [condition] } } as FlowSchema);
    await clock.settle();
    expect(configured).toBe(before);
    await store.delete(priorityLevelConfigurations, { name: "mine" });
    await clock.settle();
    expect(levels()).toEqual(["exempt", "catch-all"]);
    await process.stop();
  });

  it("knows how large lists are, and measures again when there are many more objects", async () => {
    const sizes = new StoredSizes(store);
    const create = async (from: number, to: number, size: number) => {
      for (let index = from; index < to; index++) {
        await store.create({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { namespace: "default", name: `c${String(index).padStart(3, "0")}` },
          data: { text: "x".repeat(size) },
        } as never);
      }
    };
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } } as never);
    await create(100, 110, 10_000);
    await sizes.refresh();
    expect(sizes.of("", "configmaps")).toBeUndefined();
    await create(110, 120, 10_000);
    await sizes.refresh();
    const first = sizes.of("", "configmaps");
    expect(first?.objects).toBe(20);
    expect(first?.bytes).toBeGreaterThan(10_000);
    await create(0, 5, 100);
    await sizes.refresh();
    expect(sizes.of("", "configmaps")).toMatchObject({ objects: 25, bytes: first?.bytes });
    await create(5, 30, 100);
    await sizes.refresh();
    expect(sizes.of("", "configmaps")?.bytes).toBeLessThan(1000);
  });

  it("adjusts its seats every ten seconds until it is stopped", async () => {
    const running = runFlowControl(limits, context());
    if (running === undefined) throw new Error("none");
    const adjust = vi.spyOn(running.flowControl, "adjust");
    running.start();
    await clock.advance(30_000);
    expect(adjust).toHaveBeenCalledTimes(3);
    running.stop();
    await clock.advance(30_000);
    expect(adjust).toHaveBeenCalledTimes(3);
  });
});
