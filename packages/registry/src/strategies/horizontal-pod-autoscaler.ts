import type { StatusCause } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { pathSegmentFaults } from "../validation/names.js";
import { checkCounts } from "./counts.js";
import { statusSubresource } from "./status-subresource.js";
import type { HorizontalPodAutoscaler } from "./upstream-kinds.js";

type AutoscalerSpec = NonNullable<HorizontalPodAutoscaler["spec"]>;
type Metric = NonNullable<AutoscalerSpec["metrics"]>[number];

const metricTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"] as const;
const nothingSeen = { desiredReplicas: 0, currentMetrics: null };

/** HorizontalPodAutoscaler of autoscaling/v2. */
export const horizontalPodAutoscalerStrategy: Strategy = {
  ...statusSubresource(nothingSeen),
  validateCreate: validate,
  validateUpdate: validate,
  validateStatusUpdate({ status }: HorizontalPodAutoscaler): readonly StatusCause[] {
    const causes = new Causes();
    if (status !== undefined) checkCounts(status, "status", { causes, fields: ["currentReplicas", "desiredReplicas"] });
    return causes.list;
  },
};

function validate(autoscaler: HorizontalPodAutoscaler): readonly StatusCause[] {
  const causes = new Causes();
  const spec: Partial<AutoscalerSpec> = autoscaler.spec ?? {};
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics } = spec;
  if (minReplicas !== undefined && minReplicas < 1) {
    causes.invalid("spec.minReplicas", minReplicas, "must be greater than or equal to 1");
  }
  if (maxReplicas < 1) causes.invalid("spec.maxReplicas", maxReplicas, "must be greater than 0");
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    causes.invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`");
  }
  for (const field of ["kind", "name"] as const) {
    const value = scaleTargetRef?.[field] ?? "";
    if (value === "") causes.required(`spec.scaleTargetRef.${field}`);
    else causes.invalidEach(`spec.scaleTargetRef.${field}`, value, pathSegmentFaults(value));
  }
  for (const [index, metric] of (metrics ?? []).entries()) checkMetric(metric, `spec.metrics[${index}]`, causes);
  return causes.list;
}

function checkMetric(metric: Metric, path: string, causes: Causes): void {
  const { type = "" } = metric;
  if (type === "") causes.required(`${path}.type`, "must specify a metric source type");
  else if (!(metricTypes as readonly string[]).includes(type)) causes.notSupported(`${path}.type`, type, metricTypes);
  else {
    const field = type[0]?.toLowerCase() + type.slice(1);
    if ((metric as Readonly<Record<string, unknown>>)[field] === undefined) {
      causes.required(`${path}.${field}`, "must populate information for the given metric source");
    }
  }
}
