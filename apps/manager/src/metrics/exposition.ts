import { collectDefaultMetrics, type Metric, Registry } from "prom-client";
import type { Measure } from "./measure.js";
import { metaMeasures } from "./meta-measures.js";
import { metricCatalogue } from "./metric-catalogue.js";

/** Metrics in the Prometheus text format. */
export interface Exposition {
  readonly contentType: string;
  render(): Promise<string>;
}

/**
 * Combines the measures with the library's default metrics of the process, and with what there is to say of the metrics themselves; a
 * measure with the same name takes precedence. The library counts garbage collections and event loop lag from this call on.
 */
export function createExposition(measures: readonly Measure[]): Exposition {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const measure of [...measures, ...metaMeasures(measures.map(({ name }) => name))]) {
    registry.removeSingleMetric(measure.name);
    registry.registerMetric(asMetric(measure));
  }
  return expositionOf(registry);
}

/** Nothing but the measures. */
export function plainExposition(measures: readonly Measure[]): Exposition {
  const registry = new Registry();
  for (const measure of measures) registry.registerMetric(asMetric(measure));
  return expositionOf(registry);
}

function expositionOf(registry: Registry): Exposition {
  return { contentType: registry.contentType, render: () => registry.metrics() };
}

/** A metric that reads a measure; a registry uses only its name and `get`. */
function asMetric(measure: Measure): Metric {
  const { name, type } = measure;
  const metric = {
    name,
    async get() {
      const samples = await measure.read();
      const values = samples.map(({ suffix, labels, value }) => ({
        labels,
        value,
        ...(suffix === undefined ? {} : { metricName: `${name}${suffix}` }),
      }));
      return { name, help: helpOf(name), type, values, aggregator: "sum" };
    },
  };
  // prom-client's type is a class with methods that a registry does not call.
  return metric as unknown as Metric;
}

/** The help as Kubernetes prints it, after the stability. */
function helpOf(name: string): string {
  const { stability = "", help = "" } = metricCatalogue.get(name) ?? {};
  return stability === "" ? help : `[${stability}] ${help}`;
}
