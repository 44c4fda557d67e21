import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { FlowControl, ServerMetrics } from "@engenho/apiserver";
import type { KeyedController } from "@engenho/core";
import type { ObserveHook } from "@engenho/webhooks";
import type { ControllerMetrics } from "../control-plane.js";
import { type AdmissionMeasures, admissionMeasures } from "./admission-measures.js";
import { authenticationMeasures, userCategory } from "./authentication-measures.js";
import type { Exposition } from "./exposition.js";
import { flowControlMeasures } from "./flow-control-measures.js";
import { healthMeasures } from "./health-measures.js";
import { Distribution, type Measure, Tally } from "./measure.js";
import { queueMeasures } from "./queue-measures.js";
import { requestMeasures } from "./request-measures.js";
import { type WebhookMeasures, webhookMeasures } from "./webhook-measures.js";

/** The manager's metrics, served in the Prometheus text format at `/metrics`. */
export interface Metrics {
  /** The text and its content type. The first call loads the Prometheus library. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** The same of `/metrics/slis`: the results of health checks. */
  renderSlis(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** Receives requests and watches. */
  readonly server: ServerMetrics;
  /** Receives controllers and their activity; their queues are read at each scrape. */
  readonly controllers: Required<ControllerMetrics>;
  /** Receives calls of admission webhooks. */
  readonly observeWebhook: ObserveHook;
  /** Receives each conversion by a webhook. */
  readonly observeConversion: WebhookMeasures["observeConversion"];
  /** Receives how long admission and expressions take. */
  readonly registry: AdmissionMeasures["registry"];
  /** Receives the checks of admission policies. */
  readonly observeCheck: AdmissionMeasures["observeCheck"];
  /** Stops the sampling of the event loop. */
  close(): void;
}

const secondsBuckets = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** What metrics are read from, beside what is observed. */
export interface MetricSources {
  /** Flow control, if requests are subject to it. */
  readonly flowControl?: FlowControl | undefined;
  /** Additional metrics. */
  readonly others?: readonly Measure[];
  /** Additional metrics whose code is loaded at the first scrape. */
  readonly loaded?: () => Promise<readonly Measure[]>;
}

/** `countObjects` returns the number of stored objects of each resource; it is called at each scrape. */
export function createMetrics(
  countObjects: () => Promise<ReadonlyMap<string, number>>,
  { flowControl, others = [], loaded = async () => [] }: MetricSources = {},
): Metrics {
  const drivers = driverMeasures();
  const requests = requestMeasures();
  const webhooks = webhookMeasures();
  const admission = admissionMeasures();
  const health = healthMeasures();
  const authentications = authenticationMeasures();
  const keyed = new Set<KeyedController>();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const measures = [
    ...Object.values(drivers),
    ...requests.measures,
    ...Object.values(authentications),
    ...webhooks.measures,
    ...admission.measures,
    ...others,
    ...queueMeasures(keyed),
    ...(flowControl === undefined ? [] : flowControlMeasures(flowControl)),
    {
      name: "apiserver_storage_objects",
      type: "gauge",
      read: async () => [...(await countObjects())].map(([resource, value]) => ({ labels: { resource }, value })),
    } satisfies Measure,
    delayMeasure(delay),
    ...processorMeasures(),
  ];
  let exposition: Promise<Exposition> | undefined;
  let slis: Promise<Exposition> | undefined;

  return {
    async render() {
      exposition ??= Promise.all([import("./exposition.js"), loaded()]).then(([{ createExposition }, more]) =>
        createExposition([...measures, ...more]),
      );
      return rendered(await exposition);
    },
    async renderSlis() {
      slis ??= import("./exposition.js").then(({ plainExposition }) => plainExposition(health.measures));
      return rendered(await slis);
    },
    server: {
      onAuthentication({ result, username }) {
        authentications.attempts.add([result]);
        if (username !== undefined) authentications.users.add([userCategory(username)]);
      },
      ...requests.listeners,
      onHealthCheck: health.onHealthCheck,
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
    registry: admission.registry,
    observeCheck: admission.observeCheck,
    close: () => delay.disable(),
  };
}

async function rendered({
  contentType,
  render,
}: Exposition): Promise<{ readonly contentType: string; readonly body: string }> {
  return { contentType, body: await render() };
}

function driverMeasures() {
  const labels = ["controller"];
  return {
    ticks: new Tally({
      name: "engenho_controller_ticks_total",
      labels: ["controller", "woken"],
    }),
    tickSeconds: new Distribution({ name: "engenho_controller_tick_seconds", labels }, secondsBuckets),
    objects: new Tally({
      name: "engenho_controller_objects_total",
      labels: ["controller", "result"],
    }),
    coalesced: new Tally({
      name: "engenho_controller_coalesced_events_total",
      labels,
    }),
    missed: new Tally({
      name: "engenho_controller_lagged_events_total",
      labels,
    }),
    errors: new Tally({ name: "engenho_controller_errors_total", labels }),
  };
}

function delayMeasure(delay: IntervalHistogram): Measure {
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  return {
    name: "engenho_event_loop_delay_seconds",
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
  const counter = (name: string, microseconds: () => number): Measure => ({
    name,
    type: "counter",
    read: () => [{ labels: {}, value: microseconds() / 1e6 }],
  });
  return [
    counter("process_cpu_user_seconds_total", () => process.cpuUsage().user),
    counter("process_cpu_system_seconds_total", () => process.cpuUsage().system),
    counter("process_cpu_seconds_total", () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    }),
  ];
}
