import type { Controller, KeyedController } from "@engenho/core";
import { afterEach, describe, expect, it } from "vitest";
import { createMetrics, type Metrics } from "../../src/metrics/metrics.js";

let metrics: Metrics;
afterEach(() => metrics.close());

const controller = { name: "web" } as Controller;
const watch = { group: "", version: "v1", resource: "pods", scope: "cluster" } as const;
const pods = 'group="",version="v1",resource="pods",subresource=""';

describe("the metrics", () => {
  it("include at the first scrape what was counted before it", async () => {
    metrics = createMetrics(async () => new Map([["pods", 3]]));
    const report = { examined: 4, changed: 1, skipped: 0, failed: 0 };
    metrics.controllers.onDriverEvent(controller, {
      type: "tick",
      wake: { type: "everything", reason: "start" },
      durationMs: 3,
      report,
    });
    metrics.controllers.onDriverEvent(controller, { type: "coalesced", count: 7 });
    metrics.server.onRequest?.({
      verb: "create",
      dryRun: "All",
      group: "",
      version: "v1",
      resource: "pods",
      subresource: "",
      scope: "resource",
      code: 200,
      seconds: 0.002,
      responseBytes: 700,
      systemClient: "",
      deprecated: false,
      removedRelease: "",
    });
    metrics.server.onWatchOpen?.(watch);
    const { contentType, body } = await metrics.render();
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = body.split("\n");
    for (const line of [
      "# TYPE engenho_controller_ticks_total counter",
      'engenho_controller_ticks_total{controller="web",woken="start"} 1',
      "# TYPE engenho_controller_tick_seconds histogram",
      'engenho_controller_tick_seconds_bucket{le="0.001",controller="web"} 0',
      'engenho_controller_tick_seconds_bucket{le="0.005",controller="web"} 1',
      'engenho_controller_tick_seconds_bucket{le="+Inf",controller="web"} 1',
      'engenho_controller_tick_seconds_sum{controller="web"} 0.003',
      'engenho_controller_tick_seconds_count{controller="web"} 1',
      'engenho_controller_objects_total{controller="web",result="examined"} 4',
      'engenho_controller_coalesced_events_total{controller="web"} 7',
      `apiserver_request_total{verb="POST",dry_run="All",${pods},scope="resource",component="apiserver",code="200",system_client=""} 1`,
      `apiserver_request_duration_seconds_count{verb="POST",dry_run="All",${pods},scope="resource",component="apiserver"} 1`,
      `apiserver_longrunning_requests{verb="WATCH",${pods},scope="cluster",component="apiserver"} 1`,
      "# TYPE apiserver_storage_objects gauge",
      'apiserver_storage_objects{resource="pods"} 3',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it("read queues at each scrape, and decrement open watches when one ends", async () => {
    metrics = createMetrics(async () => new Map());
    const durations = { counts: [0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1], count: 4, sumMs: 12_500 };
    const times = {
      adds: 7,
      latency: durations,
      workDuration: durations,
      unfinishedMs: 1_500,
      longestRunningMs: 1_000,
    };
    const queue = { name: "web", queueDepth: 2, delayedKeys: 0, retries: 3, queue: times };
    metrics.controllers.onController(queue as Partial<KeyedController> as KeyedController);
    metrics.server.onWatchOpen?.(watch);
    expect((await metrics.render()).body).toContain('workqueue_depth{name="web"} 2\n');
    queue.queueDepth = 5;
    metrics.server.onWatchClose?.({ ...watch, events: 9 });
    const { body } = await metrics.render();
    for (const line of [
      'workqueue_depth{name="web"} 5',
      'workqueue_adds_total{name="web"} 7',
      'workqueue_retries_total{name="web"} 3',
      'workqueue_queue_duration_seconds_bucket{le="0.001",name="web"} 3',
      'workqueue_queue_duration_seconds_bucket{le="10",name="web"} 3',
      'workqueue_queue_duration_seconds_bucket{le="+Inf",name="web"} 4',
      'workqueue_work_duration_seconds_sum{name="web"} 12.5',
      'workqueue_unfinished_work_seconds{name="web"} 1.5',
      'workqueue_longest_running_processor_seconds{name="web"} 1',
    ]) {
      expect(body).toContain(`${line}\n`);
    }
    expect(body).toContain(
      `apiserver_longrunning_requests{verb="WATCH",${pods},scope="cluster",component="apiserver"} 0\n`,
    );
    expect(body).toContain('apiserver_watch_events_total{group="",version="v1",resource="pods"} 9\n');
  });

  it("report the processor time since the start of the process, not since the first scrape", async () => {
    metrics = createMetrics(async () => new Map());
    const { body } = await metrics.render();
    const seconds = /^process_cpu_seconds_total (\S+)$/m.exec(body)?.[1];
    expect(Number(seconds)).toBeGreaterThan(0.1);
    expect(body.match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1);
    expect(body).toMatch(/^nodejs_heap_size_used_bytes \d/m);
  });
});
