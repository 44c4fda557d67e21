import { collectDefaultMetrics, type Metric, Registry } from "prom-client";
import type { Measure } from "./measure.js";

/** The Prometheus text of some measures and of the process. */
export interface Exposition {
  readonly contentType: string;
  render(): Promise<string>;
}

/**
 * The measures, and what the library tells of the process by itself; a measure of the same name wins. Collections and the
 * loop's lag the library counts from this call on.
 */
export function createExposition(measures: readonly Measure[]): Exposition {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const measure of measures) {
    registry.removeSingleMetric(measure.name);
    registry.registerMetric(asMetric(measure));
  }
  return { contentType: registry.contentType, render: () => registry.metrics() };
}

/** A registry asks nothing else of a metric than its name and `get`. */
function asMetric(measure: Measure): Metric {
  const { name, help, type } = measure;
  const metric = {
    name,
    async get() {
      const samples = await measure.read();
      const values = samples.map(({ suffix, labels, value }) => ({
        labels,
        value,
        ...(suffix === undefined ? {} : { metricName: `${name}${suffix}` }),
      }));
      return { name, help, type, values, aggregator: "sum" };
    },
  };
  return metric as unknown as Metric;
}
