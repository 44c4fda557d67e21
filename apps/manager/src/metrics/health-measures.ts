import type { HealthObservation } from "@engenho/apiserver";
import { type Measure, Tally } from "./measure.js";

/** The results of health checks, which `/metrics/slis` serves (upstream: component-base/metrics/prometheus/slis). */
export function healthMeasures(): {
  readonly measures: readonly Measure[];
  readonly onHealthCheck: (observation: HealthObservation) => void;
} {
  const last = new Tally({ name: "kubernetes_healthcheck", labels: ["name", "type"] }, "gauge");
  const all = new Tally({ name: "kubernetes_healthchecks_total", labels: ["name", "type", "status"] });
  return {
    measures: [last, all],
    onHealthCheck({ name, endpoint, healthy }) {
      last.set([name, endpoint], healthy ? 1 : 0);
      all.add([name, endpoint, healthy ? "success" : "error"]);
    },
  };
}
