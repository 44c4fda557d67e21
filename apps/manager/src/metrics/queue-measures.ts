import { type DurationHistogram, durationBoundsMs, type KeyedController } from "@engenho/core";
import { histogramSamples, type Measure } from "./measure.js";

const boundsSeconds = durationBoundsMs.map((boundMs) => boundMs / 1000);

/**
 * What the queues of the controllers tell, under the names of client-go's workqueue metrics
 * (k8s.io/component-base/metrics/prometheus/workqueue), and `workqueue_delayed`, which upstream has not.
 */
export function queueMeasures(controllers: ReadonlySet<KeyedController>): readonly Measure[] {
  const value = (
    type: "gauge" | "counter",
    name: string,
    help: string,
    read: (controller: KeyedController) => number,
  ): Measure => ({
    name: `workqueue_${name}`,
    help,
    type,
    read: () => [...controllers].map((controller) => ({ labels: { name: controller.name }, value: read(controller) })),
  });
  const histogram = (
    name: string,
    help: string,
    read: (controller: KeyedController) => DurationHistogram,
  ): Measure => ({
    name: `workqueue_${name}`,
    help,
    type: "histogram",
    read: () =>
      [...controllers].flatMap((controller) => {
        const { counts, sumMs } = read(controller);
        return histogramSamples({ name: controller.name }, boundsSeconds, { counts, sum: sumMs / 1000 });
      }),
  });
  return [
    value("gauge", "depth", "Keys that wait.", ({ queueDepth }) => queueDepth),
    value("gauge", "delayed", "Keys that wait for a retry or a time of their own.", ({ delayedKeys }) => delayedKeys),
    value("counter", "adds_total", "Keys added, each once for as long as it waits.", ({ queue }) => queue.adds),
    value("counter", "retries_total", "Retries so far.", ({ retries }) => retries),
    histogram(
      "queue_duration_seconds",
      "How long keys waited before they were worked on.",
      ({ queue }) => queue.latency,
    ),
    histogram("work_duration_seconds", "How long keys were worked on.", ({ queue }) => queue.workDuration),
    value(
      "gauge",
      "unfinished_work_seconds",
      "For how long the keys that are being worked on have been, together.",
      ({ queue }) => queue.unfinishedMs / 1000,
    ),
    value(
      "gauge",
      "longest_running_processor_seconds",
      "For how long the longest of them has been.",
      ({ queue }) => queue.longestRunningMs / 1000,
    ),
  ];
}
