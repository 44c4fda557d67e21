import { canonicalQuantity } from "@engenho/core";
import { ageOf, count, type Fields, isSet, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

/** How many metrics a cell lists; further ones are only counted. */
const shownMetrics = 2;

/** An absent quantity is printed like a nil pointer in Go. */
function quantity(value: unknown): string {
  return isSet(value) ? canonicalQuantity(value) : "<nil>";
}

/** External, Pods and Object metrics: an average if the target is one, otherwise a value. */
function amount(target: Fields, current: Fields | undefined): string {
  if (isSet(target.averageValue)) {
    const average = current?.averageValue;
    return `${isSet(average) ? quantity(average) : "<unknown>"}/${quantity(target.averageValue)} (avg)`;
  }
  return `${current === undefined ? "<unknown>" : quantity(current.value)}/${quantity(target.value)}`;
}

/** Resource and ContainerResource metrics: an average if the target is one, otherwise a utilization of the request. */
function resource(source: Fields, current: Fields | undefined): string {
  const target = object(source.target);
  const name = text(source.name);
  if (isSet(target.averageValue)) {
    const average = current === undefined ? "<unknown>" : quantity(current.averageValue);
    return `${name}: ${average}/${quantity(target.averageValue)}`;
  }
  const utilization = isSet(current?.averageUtilization) ? `${count(current?.averageUtilization)}%` : "<unknown>";
  const wanted = isSet(target.averageUtilization) ? `${count(target.averageUtilization)}%` : "<auto>";
  return `${name}: ${utilization}/${wanted}`;
}

/** Metric type -> the field with its source and its status. */
const metricFields: ReadonlyMap<unknown, string> = new Map([
  ["External", "external"],
  ["Pods", "pods"],
  ["Object", "object"],
  ["Resource", "resource"],
  ["ContainerResource", "containerResource"],
]);

function metricText(metric: Fields, status: Fields | undefined): string {
  const field = metricFields.get(metric.type);
  if (field === undefined) return "<unknown type>";
  const source = object(metric[field]);
  const current = isSet(status?.[field]) ? object(object(status?.[field]).current) : undefined;
  if (field === "resource" || field === "containerResource") return resource(source, current);
  if (field !== "pods") return amount(object(source.target), current);
  const average = current === undefined ? "<unknown>" : quantity(current.averageValue);
  return `${average}/${quantity(object(source.target).averageValue)}`;
}

function metricsText(metrics: readonly Fields[], statuses: readonly Fields[]): string {
  if (metrics.length === 0) return "<none>";
  const shown = metrics.slice(0, shownMetrics).map((metric, index) => metricText(metric, statuses[index]));
  const rest = metrics.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} + ${rest} more...` : shown.join(", ");
}

/** autoscaling/v2 HorizontalPodAutoscaler. */
export const horizontalPodAutoscalerPrinter: Printer = {
  columns: [
    nameColumn,
    column("Reference", "string", documented("autoscaling.v2.HorizontalPodAutoscalerSpec", "scaleTargetRef")),
    column("Targets", "string", documented("autoscaling.v2.HorizontalPodAutoscalerSpec", "metrics")),
    column("MinPods", "string", documented("autoscaling.v2.HorizontalPodAutoscalerSpec", "minReplicas")),
    column("MaxPods", "string", documented("autoscaling.v2.HorizontalPodAutoscalerSpec", "maxReplicas")),
    column("Replicas", "string", documented("autoscaling.v2.HorizontalPodAutoscalerStatus", "currentReplicas")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    const status = object(item.status);
    const target = object(spec.scaleTargetRef);
    return [
      nameOf(item),
      `${text(target.kind)}/${text(target.name)}`,
      metricsText(list(spec.metrics), list(status.currentMetrics)),
      isSet(spec.minReplicas) ? String(count(spec.minReplicas)) : "<unset>",
      count(spec.maxReplicas),
      count(status.currentReplicas),
      ageOf(item, nowMs),
    ];
  },
};
