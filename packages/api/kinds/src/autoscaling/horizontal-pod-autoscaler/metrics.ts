import { formatQuantity, type HorizontalPodAutoscaler, parseQuantity, quantitySign } from "@engenho/core";

import { type Causes, dns1123LabelFaults, pathSegmentFaults } from "@engenho/machinery";
import { checkContainerResourceName } from "../../pod-template/spec/resource-requirements.js";
import { checkReference } from "./reference.js";

type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler["spec"]>["metrics"]>[number];
type Target = NonNullable<Metric["object"]>["target"];
type Identifier = NonNullable<Metric["object"]>["metric"];

interface MetricContext {
  readonly causes: Causes;
  /** Whether references may name any version. */
  readonly anyVersion: boolean;
}

const types = ["ContainerResource", "External", "Object", "Pods", "Resource"] as const;
const targetTypes = ["Utilization", "Value", "AverageValue"];

/** The fields of a metric's source in the order in which upstream checks them. */
const fields = ["object", "external", "pods", "resource", "containerResource"] as const;
const rawOrUtilization = "must set either a target raw value or a target utilization";

/** Checks `spec.metrics` of an autoscaler (upstream: validateMetrics). */
export function checkMetrics(
  metrics: readonly Metric[],
  path: string,
  context: MetricContext & { readonly scalesToZero: boolean },
): void {
  for (const [index, metric] of metrics.entries()) checkMetric(metric, `${path}[${index}]`, context);
  if (!context.scalesToZero || metrics.some(({ type }) => type === "Object" || type === "External")) return;
  const detail = "must specify at least one Object or External metric to support scaling to zero replicas";
  context.causes.forbidden(path, detail);
}

function checkMetric(metric: Metric, path: string, context: MetricContext): void {
  const { causes } = context;
  const { type = "" } = metric;
  const known = (types as readonly string[]).includes(type);
  if (type === "") causes.required(`${path}.type`, "must specify a metric source type");
  if (!known) causes.notSupported(`${path}.type`, type, types);
  const given = fields.filter((field) => metric[field] !== undefined);
  const [first] = given;
  if (first !== undefined) sourceChecks[first](metric, `${path}.${first}`, context);
  const expected = known ? `${type.charAt(0).toLowerCase()}${type.slice(1)}` : "";
  if (!known) causes.notSupported(`${path}.type`, type, types);
  else if (!(given as readonly string[]).includes(expected)) {
    causes.required(`${path}.${expected}`, "must populate information for the given metric source");
  }
  if (given.length === 1) return;
  for (const field of given) {
    if (field !== expected) causes.forbidden(`${path}.${field}`, "must populate the given metric source only");
  }
}

const sourceChecks: Readonly<
  Record<(typeof fields)[number], (metric: Metric, path: string, context: MetricContext) => void>
> = {
  object: ({ object }, path, context) => {
    const { causes } = context;
    checkReference(object?.describedObject ?? {}, `${path}.describedObject`, context);
    checkIdentifier(object?.metric, `${path}.metric`, causes);
    checkTarget(object?.target, `${path}.target`, causes);
    if (object?.target?.value !== undefined || object?.target?.averageValue !== undefined) return;
    causes.required(`${path}.target.averageValue`, "must set either a target value or averageValue");
  },
  external: ({ external }, path, { causes }) => {
    checkIdentifier(external?.metric, `${path}.metric`, causes);
    checkTarget(external?.target, `${path}.target`, causes);
    const { value, averageValue } = external?.target ?? {};
    if (value === undefined && averageValue === undefined) {
      const detail = "must set either a target value for metric or a per-pod target";
      causes.required(`${path}.target.averageValue`, detail);
    }
    if (value !== undefined && averageValue !== undefined) {
      causes.forbidden(`${path}.target.value`, "may not set both a target value for metric and a per-pod target");
    }
  },
  pods: ({ pods }, path, { causes }) => {
    checkIdentifier(pods?.metric, `${path}.metric`, causes);
    checkTarget(pods?.target, `${path}.target`, causes);
    if (pods?.target?.averageValue !== undefined) return;
    causes.required(`${path}.target.averageValue`, "must specify a positive target averageValue");
  },
  resource: ({ resource }, path, { causes }) => {
    if ((resource?.name ?? "") === "") causes.required(`${path}.name`, "must specify a resource name");
    checkResourceTarget(resource?.target, `${path}.target`, causes);
  },
  containerResource: ({ containerResource }, path, { causes }) => {
    const { name = "", container = "", target } = containerResource ?? {};
    if (name === "") causes.required(`${path}.name`, "must specify a resource name");
    else checkContainerResourceName(name, `${path}.name`, causes);
    if (container === "") causes.required(`${path}.container`, "must specify a container");
    else causes.invalidEach(`${path}.container`, container, dns1123LabelFaults(container));
    checkResourceTarget(target, `${path}.target`, causes);
  },
};

function checkResourceTarget(target: Target | undefined, path: string, causes: Causes): void {
  checkTarget(target, path, causes);
  const { averageUtilization, averageValue } = target ?? {};
  if (averageUtilization === undefined && averageValue === undefined) {
    causes.required(`${path}.averageUtilization`, rawOrUtilization);
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    causes.forbidden(`${path}.averageValue`, "may not set both a target raw value and a target utilization");
  }
}

function checkTarget(target: Target | undefined, path: string, causes: Causes): void {
  const { type = "", averageUtilization } = target ?? {};
  if (type === "") causes.required(`${path}.type`, "must specify a metric target type");
  if (!targetTypes.includes(type)) {
    causes.invalid(`${path}.type`, type, "must be either Utilization, Value, or AverageValue");
  }
  for (const field of ["value", "averageValue"] as const) {
    const text = target?.[field];
    const quantity = text === undefined ? undefined : parseQuantity(text);
    if (quantity !== undefined && quantitySign(quantity) <= 0) {
      causes.invalid(`${path}.${field}`, formatQuantity(quantity), "must be positive");
    }
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    causes.invalid(`${path}.averageUtilization`, averageUtilization, "must be greater than 0");
  }
}

function checkIdentifier(identifier: Identifier | undefined, path: string, causes: Causes): void {
  const { name = "" } = identifier ?? {};
  if (name === "") causes.required(`${path}.name`, "must specify a metric name");
  else causes.invalidEach(`${path}.name`, name, pathSegmentFaults(name));
}
