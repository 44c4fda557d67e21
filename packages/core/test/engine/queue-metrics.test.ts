import { describe, expect, it } from "vitest";
import { durationBoundsMs, QueueMetricsRecorder } from "../../src/engine/queue-metrics.js";
import { createKeyedController, pods, type Store, type WatchEvent } from "../../src/index.js";
import { FakeClock } from "../../src/testing/index.js";

describe("queue metrics", () => {
  it("records queue and work durations in client-go's buckets, from 1e-8 to 10 seconds", () => {
    const clock = new FakeClock();
    const watch = new QueueMetricsRecorder(clock);
    for (const [waitsMs, takesMs] of [
      [0, 0.5],
      [100, 1],
      [101, 20_000],
    ] as const) {
      watch.added("a");
      clock.pass(waitsMs);
      watch.started("a");
      clock.pass(takesMs);
      watch.ended("a");
    }
    expect(durationBoundsMs.map((boundMs) => boundMs / 1000)[0]).toBeCloseTo(1e-8, 12);
    expect(watch.adds).toBe(3);
    expect(watch.latency).toMatchObject({ counts: [1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0], count: 3 });
    expect(watch.latency.sumMs).toBeCloseTo(201);
    expect(watch.workDuration).toMatchObject({ counts: [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1], count: 3 });
  });

  it("reports unfinished work and the longest-running key", () => {
    const clock = new FakeClock();
    const watch = new QueueMetricsRecorder(clock);
    watch.started("a");
    clock.pass(30);
    watch.started("b");
    clock.pass(10);
    expect(watch.unfinishedMs).toBe(50);
    expect(watch.longestRunningMs).toBe(40);
    watch.ended("a");
    expect(watch.longestRunningMs).toBe(10);
    watch.ended("b");
    expect(watch.unfinishedMs).toBe(0);
  });

  it("counts a queued key once, and does not count a removed key as queued", async () => {
    const clock = new FakeClock();
    const controller = createKeyedController({
      name: "pods",
      store: { get: async () => Promise.reject(new Error("not called")) } as Partial<Store> as Store,
      for: pods,
      concurrency: 1,
      reconcile: async () => ({ changed: false }),
      clock,
    });
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", uid: "u", resourceVersion: "1" } };
    const event: WatchEvent = { type: "ADDED", object: pod };
    const tick = { type: "changes" as const, changes: [event, event, event] };
    await controller.tick(tick, new AbortController().signal);
    expect(controller.queue).toMatchObject({ adds: 1, unfinishedMs: 0 });
    expect(controller.queue.latency.count).toBe(1);
    expect(controller.queue.workDuration.count).toBe(1);
  });
});
