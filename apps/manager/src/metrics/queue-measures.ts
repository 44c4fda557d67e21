import { type DurationHistogram, durationBoundsMs, type KeyedController } from "@engenho/core";
import { histogramSamples, type Measure } from "./measure.js";

const boundsSeconds = durationBoundsMs.map((boundMs) => boundMs / 1000);

/**
 * The metrics of the controllers' work queues, with the names of client-go's workqueue metrics
 * (k8s.io/component-base/metrics/prometheus/workqueue), and `workqueue_delayed`, which has no upstream counterpart.
 */
export function queueMeasures(controllers: ReadonlySet<KeyedController>): readonly Measure[] {
  const value = (type: "gauge" | "counter", name: string, read: (controller: KeyedController) => number): Measure => ({
    name: `workqueue_${name}`,
    type,
    read: () => [...controllers].map((controller) => ({ labels: { name: controller.name }, value: read(controller) })),
  });
  const histogram = (name: string, read: (controller: KeyedController) => DurationHistogram): Measure => ({
    name: `workqueue_${name}`,
    type: "histogram",
    read: () =>
      [...controllers].flatMap((controller) => {
        const { counts, sumMs } = read(controller);
        return histogramSamples({ name: controller.name }, boundsSeconds, { counts, sum: sumMs / 1000 });
      }),
  });
  return [
    value("gauge", "depth", ({ queueDepth }) => queueDepth),
    value("gauge", "delayed", ({ delayedKeys }) => delayedKeys),
    value("counter", "adds_total", ({ queue }) => queue.adds),
    value("counter", "retries_total", ({ retries }) => retries),
    histogram("queue_duration_seconds", ({ queue }) => queue.latency),
    histogram("work_duration_seconds", ({ queue }) => queue.workDuration),
    value("gauge", "unfinished_work_seconds", ({ queue }) => queue.unfinishedMs / 1000),
    value("gauge", "longest_running_processor_seconds", ({ queue }) => queue.longestRunningMs / 1000),
  ];
}
