import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { ServerMetrics } from "@engenho/apiserver";
import type { Controller, DriverEvent, KeyedController } from "@engenho/core";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What the manager counts, in the Prometheus text format at `/metrics`. */
export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
  /** To be told of requests and watches. */
  readonly server: ServerMetrics;
  observeDriver(controller: Controller, event: DriverEvent): void;
  /** Reads the queue of a keyed controller at each scrape. */
  track(controller: KeyedController): void;
  /** Stops the sampling of the event loop. */
  close(): void;
}

const secondsBuckets = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** `countObjects` answers how many objects of each kind there are; it is asked at each scrape. */
export function createMetrics(countObjects: () => Promise<ReadonlyMap<string, number>>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const byController = { labelNames: ["controller"] as const, registers };
  const ticks = new Counter({
    name: "engenho_controller_ticks_total",
    help: "Ticks, by what woke them.",
    labelNames: ["controller", "woken"] as const,
    registers,
  });
  const tickSeconds = new Histogram({
    name: "engenho_controller_tick_seconds",
    help: "How long ticks take.",
    buckets: secondsBuckets,
    ...byController,
  });
  const objects = new Counter({
    name: "engenho_controller_objects_total",
    help: "Work items, by what became of them.",
    labelNames: ["controller", "result"] as const,
    registers,
  });
  const coalesced = new Counter({
    name: "engenho_controller_coalesced_events_total",
    help: "Events that joined a tick which another had caused.",
    ...byController,
  });
  const missed = new Counter({
    name: "engenho_controller_lagged_events_total",
    help: "Events lost to a slow controller.",
    ...byController,
  });
  const errors = new Counter({
    name: "engenho_controller_errors_total",
    help: "Failed ticks and watches.",
    ...byController,
  });
  const requests = new Histogram({
    name: "apiserver_request_duration_seconds",
    help: "Answered requests, watches excluded.",
    labelNames: ["verb", "group", "resource", "subresource", "code"] as const,
    buckets: secondsBuckets,
    registers,
  });
  const watches = new Gauge({
    name: "apiserver_longrunning_requests",
    help: "Open watches.",
    labelNames: ["group", "resource"] as const,
    registers,
  });
  const watchEvents = new Counter({
    name: "apiserver_watch_events_total",
    help: "Events sent by watches that have ended.",
    labelNames: ["group", "resource"] as const,
    registers,
  });
  const keyed = new Set<KeyedController>();
  registerQueueGauges(registry, keyed);
  new Gauge({
    name: "apiserver_storage_objects",
    help: "Stored objects.",
    labelNames: ["resource"] as const,
    registers,
    async collect() {
      this.reset();
      for (const [resource, count] of await countObjects()) this.set({ resource }, count);
    },
  });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  registerDelayGauges(registry, delay);

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    server: {
      onRequest: ({ seconds, code, verb, ...labels }) =>
        requests.observe({ verb: verb.toUpperCase(), ...labels, code: String(code) }, seconds),
      onWatchOpen: (labels) => watches.inc({ ...labels }),
      onWatchClose: ({ events, ...labels }) => {
        watches.dec(labels);
        watchEvents.inc(labels, events);
      },
    },
    observeDriver({ name: controller }, event) {
      switch (event.type) {
        case "tick":
          ticks.inc({ controller, woken: event.wake.type === "everything" ? event.wake.reason : "changes" });
          tickSeconds.observe({ controller }, event.durationMs / 1000);
          objects.inc({ controller, result: "examined" }, event.report.examined);
          objects.inc({ controller, result: "changed" }, event.report.changed);
          objects.inc({ controller, result: "skipped" }, event.report.skipped);
          objects.inc({ controller, result: "failed" }, event.report.failed);
          break;
        case "coalesced":
          coalesced.inc({ controller }, event.count);
          break;
        case "lagged":
          missed.inc({ controller }, event.missed);
          break;
        case "error":
          errors.inc({ controller });
          break;
      }
    },
    track: (controller) => keyed.add(controller),
    close: () => delay.disable(),
  };
}

function registerQueueGauges(registry: Registry, keyed: ReadonlySet<KeyedController>): void {
  const gauge = (name: string, help: string, read: (controller: KeyedController) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["name"] as const,
      registers: [registry],
      collect() {
        for (const controller of keyed) this.set({ name: controller.name }, read(controller));
      },
    });
  gauge("workqueue_depth", "Keys that wait.", (controller) => controller.queueDepth);
  gauge(
    "workqueue_delayed",
    "Keys that wait for a retry or a time of their own.",
    (controller) => controller.delayedKeys,
  );
  gauge("workqueue_retries", "Retries so far.", (controller) => controller.retries);
}

function registerDelayGauges(registry: Registry, delay: IntervalHistogram): void {
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  new Gauge({
    name: "engenho_event_loop_delay_seconds",
    help: "How late the event loop was since the start, including the sampling interval of 5 ms.",
    labelNames: ["quantile"] as const,
    registers: [registry],
    collect() {
      for (const quantile of [50, 90, 99, 99.9])
        this.set({ quantile: String(quantile / 100) }, seconds(delay.percentile(quantile)));
      this.set({ quantile: "1" }, seconds(delay.max));
    },
  });
}
