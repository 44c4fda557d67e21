import type { Measure } from "./measure.js";
import { metricCatalogue } from "./metric-catalogue.js";

/** The number of metrics of each stability; none is disabled or hidden, because no flag does that. */
export function metaMeasures(names: readonly string[]): readonly Measure[] {
  const own = ["registered_metrics_total", "disabled_metrics_total", "hidden_metrics_total"];
  const counts = new Map<string, number>();
  for (const name of [...names, ...own]) {
    const level = metricCatalogue.get(name)?.stability ?? "";
    if (level !== "") counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const samples = Array.from(counts, ([level, value]) => ({
    labels: { deprecated_version: "", stability_level: level },
    value,
  }));
  return [
    { name: "registered_metrics_total", type: "counter", read: () => samples },
    always("disabled_metrics_total", 0),
    always("hidden_metrics_total", 0),
    // Rules are written once here: there is no second validation that could differ or fail.
    always("apiserver_validation_declarative_validation_mismatch_total", 0),
    always("apiserver_validation_declarative_validation_panic_total", 0),
  ];
}

function always(name: string, value: number): Measure {
  return { name, type: "counter", read: () => [{ labels: {}, value }] };
}
