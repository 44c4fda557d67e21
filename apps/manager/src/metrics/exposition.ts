import { collectDefaultMetrics, type Metric, Registry } from "prom-client";
import type { Measure } from "./measure.js";

/** Metrics in the Prometheus text format. */
export interface Exposition {
  readonly contentType: string;
  render(): Promise<string>;
}

/**
 * Combines the measures with the library's default metrics of the process; a measure with the same name takes precedence.
 * The library counts garbage collections and event loop lag from this call on.
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

/** A metric that reads a measure; a registry uses only its name and `get`. */
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
  // prom-client's type is a class with methods that a registry does not call.
  return metric as unknown as Metric;
}
