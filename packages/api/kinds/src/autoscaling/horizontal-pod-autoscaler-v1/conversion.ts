import type { autoscalingV1, HorizontalPodAutoscaler, KubernetesObject } from "@engenho/core";
import { definedFields } from "@engenho/core";
import { goJson } from "@engenho/machinery";
import { goBehavior, readBehavior } from "./behavior.js";
import { type Fields, metricFromV1, metricToV1, statusFromV1, statusToV1 } from "./metrics.js";

type V1 = autoscalingV1.HorizontalPodAutoscaler;
type V2 = HorizontalPodAutoscaler;
type Metric = NonNullable<NonNullable<V2["spec"]>["metrics"]>[number];

/** What v1 has no fields for, by the annotations that hold it. Upstream: pkg/apis/autoscaling/annotations.go. */
const annotations = {
  metrics: "autoscaling.alpha.kubernetes.io/metrics",
  currentMetrics: "autoscaling.alpha.kubernetes.io/current-metrics",
  conditions: "autoscaling.alpha.kubernetes.io/conditions",
  behavior: "autoscaling.alpha.kubernetes.io/behavior",
  scaleDownTolerance: "autoscaling.alpha.kubernetes.io/scale-down-tolerance",
  scaleUpTolerance: "autoscaling.alpha.kubernetes.io/scale-up-tolerance",
} as const;
const reserved: ReadonlySet<string> = new Set(Object.values(annotations));
const defaultUtilization = 80;

/**
 * The autoscaling/v2 form of an autoscaler; one of v2 is returned unchanged. What comes from annotations has the types that they have:
 * validation follows.
 */
export function autoscalerFromV1(object: KubernetesObject): V2 {
  if (object.apiVersion === "autoscaling/v2") return object as V2;
  const { metadata, spec, status } = object as V1;
  const given = metadata.annotations ?? {};
  const read = (name: keyof typeof annotations) => readJson(given[annotations[name]]);
  const { targetCPUUtilizationPercentage, ...replicas } = spec ?? ({} as NonNullable<V1["spec"]>);
  const {
    currentCPUUtilizationPercentage: ofCpu,
    currentReplicas = 0,
    ...counts
  } = status ?? ({} as NonNullable<V1["status"]>);
  const cpu = targetCPUUtilizationPercentage === undefined ? [] : [cpuMetric(targetCPUUtilizationPercentage)];
  const metrics = [...listOf(read("metrics")).map(metricFromV1), ...cpu];
  const known = listOf(read("currentMetrics")).map(statusFromV1);
  const currentMetrics = known.length === 0 && ofCpu !== undefined ? [cpuStatus(ofCpu)] : known;
  const conditions = listOf(read("conditions"));
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: withoutReserved(metadata),
    spec: definedFields({
      ...replicas,
      metrics: metrics.length === 0 ? [cpuMetric(defaultUtilization)] : metrics,
      behavior: readBehavior(read("behavior")),
    }),
    status: {
      ...counts,
      ...(currentReplicas === 0 ? {} : { currentReplicas }),
      currentMetrics: currentMetrics.length === 0 ? null : currentMetrics,
      ...(conditions.length === 0 ? {} : { conditions }),
    },
    // What comes from annotations has any type until the autoscaler is validated.
  } as unknown as V2;
}

/** The autoscaling/v1 form of an autoscaler; one of v1 is returned unchanged. */
export function autoscalerToV1(object: KubernetesObject): V1 {
  if (object.apiVersion === "autoscaling/v1") return object as V1;
  const { metadata, spec, status } = object as V2;
  const { metrics = [], behavior, ...replicas } = spec ?? ({} as NonNullable<V2["spec"]>);
  const { currentMetrics, conditions = [], ...counts } = status ?? ({} as NonNullable<V2["status"]>);
  const current = currentMetrics ?? [];
  const others = metrics.filter((metric) => utilizationOf(metric) === undefined);
  const added = definedFields({
    [annotations.metrics]:
      others.length === 0 ? undefined : goJson(others.map((metric) => metricToV1(asFields(metric)))),
    [annotations.currentMetrics]:
      current.length === 0 ? undefined : goJson(current.map((metric) => statusToV1(asFields(metric)))),
    [annotations.behavior]: behavior === undefined ? undefined : goJson(goBehavior(behavior)),
    [annotations.conditions]: conditions.length === 0 ? undefined : goJson(conditions),
  });
  const kept = withoutReserved(metadata);
  return {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    metadata: Object.keys(added).length === 0 ? kept : { ...kept, annotations: { ...kept.annotations, ...added } },
    spec: definedFields({ ...replicas, targetCPUUtilizationPercentage: firstOf(metrics.map(utilizationOf)) }),
    status: definedFields({
      // v1 always has it, v2 has none of zero.
      currentReplicas: 0,
      ...counts,
      currentCPUUtilizationPercentage: currentUtilization(current.map(asFields)),
    }),
    // To the compiler every field is optional; those that v1 requires are required in v2, too.
  } as unknown as V1;
}

function cpuMetric(averageUtilization: number): Metric {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

function cpuStatus(averageUtilization: number): Fields {
  return { type: "Resource", resource: { name: "cpu", current: { averageUtilization } } };
}

/** The target of a metric that v1 has a field for. */
function utilizationOf({ type, resource }: Metric): number | undefined {
  return type === "Resource" && resource?.name === "cpu" ? resource.target?.averageUtilization : undefined;
}

function currentUtilization(metrics: readonly Fields[]): unknown {
  const ofCpu = metrics.filter(({ type, resource }) => type === "Resource" && (resource as Fields)?.name === "cpu");
  const values = ofCpu.map(({ resource }) => ((resource as Fields).current as Fields | undefined)?.averageUtilization);
  return values.filter((value) => value !== undefined).at(-1);
}

/** An object of any of the types of the API. */
function asFields(value: object): Fields {
  return value as Fields;
}

function firstOf<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

/** Other versions keep nothing in these annotations. Upstream: DropRoundTripHorizontalPodAutoscalerAnnotations. */
function withoutReserved(metadata: KubernetesObject["metadata"]): KubernetesObject["metadata"] {
  const entries = Object.entries(metadata.annotations ?? {});
  if (!entries.some(([key]) => reserved.has(key))) return metadata;
  const { annotations: _all, ...rest } = metadata;
  const kept = entries.filter(([key]) => !reserved.has(key));
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) };
}

/** The JSON of an annotation, which a client may have written; undefined if it is not valid JSON. */
function readJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null) ? value : [];
}
