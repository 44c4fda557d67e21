import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { FlowControl, ServerMetrics } from "@engenho/apiserver";
import type { KeyedController } from "@engenho/core";
import type { ObserveHook } from "@engenho/webhooks";
import type { ControllerMetrics } from "../control-plane.js";
import { authenticationMeasures, userCategory } from "./authentication-measures.js";
import type { Exposition } from "./exposition.js";
import { flowControlMeasures } from "./flow-control-measures.js";
import { Distribution, type Measure, Tally } from "./measure.js";
import { queueMeasures } from "./queue-measures.js";
import { requestMeasures } from "./request-measures.js";
import { type WebhookMeasures, webhookMeasures } from "./webhook-measures.js";

/** The manager's metrics, served in the Prometheus text format at `/metrics`. */
export interface Metrics {
  /** The text and its content type. The first call loads the Prometheus library. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** Receives requests and watches. */
  readonly server: ServerMetrics;
  /** Receives controllers and their activity; their queues are read at each scrape. */
  readonly controllers: Required<ControllerMetrics>;
  /** Receives calls of admission webhooks. */
  readonly observeWebhook: ObserveHook;
  /** Receives each conversion by a webhook. */
  readonly observeConversion: WebhookMeasures["observeConversion"];
  /** Stops the sampling of the event loop. */
  close(): void;
}

const secondsBuckets = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** `countObjects` returns the number of stored objects of each resource; it is called at each scrape. `others`: additional metrics. */
export function createMetrics(
  countObjects: () => Promise<ReadonlyMap<string, number>>,
  flowControl?: FlowControl,
  others: readonly Measure[] = [],
): Metrics {
  const drivers = driverMeasures();
  const requests = requestMeasures();
  const webhooks = webhookMeasures();
  const authentications = authenticationMeasures();
  const keyed = new Set<KeyedController>();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const measures = [
    ...Object.values(drivers),
    ...requests.measures,
    ...Object.values(authentications),
    ...webhooks.measures,
    ...others,
    ...queueMeasures(keyed),
    ...(flowControl === undefined ? [] : flowControlMeasures(flowControl)),
    {
      name: "apiserver_storage_objects",
      help: "Stored objects.",
      type: "gauge",
      read: async () => [...(await countObjects())].map(([resource, value]) => ({ labels: { resource }, value })),
    } satisfies Measure,
    delayMeasure(delay),
    ...processorMeasures(),
  ];
  let exposition: Promise<Exposition> | undefined;

  return {
    async render() {
      exposition ??= import("./exposition.js").then(({ createExposition }) => createExposition(measures));
      const { contentType, render } = await exposition;
      return { contentType, body: await render() };
    },
    server: {
      onAuthentication({ result, username }) {
        authentications.attempts.add([result]);
        if (username !== undefined) authentications.users.add([userCategory(username)]);
      },
      ...requests.listeners,
    },
    controllers: {
      onController: (controller) => keyed.add(controller),
      onDriverEvent({ name }, event) {
        switch (event.type) {
          case "tick":
            drivers.ticks.add([name, event.wake.type === "everything" ? event.wake.reason : event.wake.type]);
            drivers.tickSeconds.observe([name], event.durationMs / 1000);
            for (const result of ["examined", "changed", "skipped", "failed"] as const)
              drivers.objects.add([name, result], event.report[result]);
            break;
          case "coalesced":
            drivers.coalesced.add([name], event.count);
            break;
          case "lagged":
            drivers.missed.add([name], event.missed);
            break;
          case "error":
            drivers.errors.add([name]);
            break;
        }
      },
    },
    observeWebhook: webhooks.observe,
    observeConversion: webhooks.observeConversion,
    close: () => delay.disable(),
  };
}

function driverMeasures() {
  const labels = ["controller"];
  return {
    ticks: new Tally({
      name: "engenho_controller_ticks_total",
      help: "Ticks, by wake reason.",
      labels: ["controller", "woken"],
    }),
    tickSeconds: new Distribution(
      { name: "engenho_controller_tick_seconds", help: "Duration of ticks.", labels },
      secondsBuckets,
    ),
    objects: new Tally({
      name: "engenho_controller_objects_total",
      help: "Work items, by result.",
      labels: ["controller", "result"],
    }),
    coalesced: new Tally({
      name: "engenho_controller_coalesced_events_total",
      help: "Events coalesced into a tick of an earlier event.",
      labels,
    }),
    missed: new Tally({
      name: "engenho_controller_lagged_events_total",
      help: "Events missed by a slow controller.",
      labels,
    }),
    errors: new Tally({ name: "engenho_controller_errors_total", help: "Failed ticks and watches.", labels }),
  };
}

function delayMeasure(delay: IntervalHistogram): Measure {
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  return {
    name: "engenho_event_loop_delay_seconds",
    help: "Event loop delay since the start, including the sampling interval of 5 ms.",
    type: "gauge",
    read: () => [
      ...[50, 90, 99, 99.9].map((quantile) => ({
        labels: { quantile: String(quantile / 100) },
        value: seconds(delay.percentile(quantile)),
      })),
      { labels: { quantile: "1" }, value: seconds(delay.max) },
    ],
  };
}

/** The library's metrics of these names would count from the first scrape on. */
function processorMeasures(): readonly Measure[] {
  const counter = (name: string, help: string, microseconds: () => number): Measure => ({
    name,
    help,
    type: "counter",
    read: () => [{ labels: {}, value: microseconds() / 1e6 }],
  });
  return [
    counter("process_cpu_user_seconds_total", "Processor time in user mode.", () => process.cpuUsage().user),
    counter("process_cpu_system_seconds_total", "Processor time in the kernel.", () => process.cpuUsage().system),
    counter("process_cpu_seconds_total", "Processor time.", () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    }),
  ];
}
