import { definedFields } from "@engenho/core";

/** A metric, or a part of one, of either version. */
export type Fields = Readonly<Record<string, unknown>>;

/** A metric of v2 as one of v1. Upstream: Convert_autoscaling_MetricSpec_To_v1_MetricSpec. */
export function metricToV1({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  return definedFields({
    type,
    object: mapped(object, ({ target, metric, describedObject }) => ({
      target: referenceOf(describedObject),
      metricName: fieldsOf(metric).name,
      targetValue: fieldsOf(target).value ?? "0",
      selector: fieldsOf(metric).selector,
      averageValue: fieldsOf(target).averageValue,
    })),
    pods: mapped(pods, ({ target, metric }) => ({
      metricName: fieldsOf(metric).name,
      targetAverageValue: fieldsOf(target).averageValue ?? "0",
      selector: fieldsOf(metric).selector,
    })),
    resource: mapped(resource, ({ name, target }) => ({ name, ...resourceTarget(target) })),
    containerResource: mapped(containerResource, ({ name, target, container }) => ({
      name,
      ...resourceTarget(target),
      container,
    })),
    external: mapped(external, ({ metric, target }) => ({
      metricName: fieldsOf(metric).name,
      metricSelector: fieldsOf(metric).selector,
      targetValue: fieldsOf(target).value,
      targetAverageValue: fieldsOf(target).averageValue,
    })),
  });
}

/** A metric of v1 as one of v2. Upstream: Convert_v1_MetricSpec_To_autoscaling_MetricSpec. */
export function metricFromV1({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  return definedFields({
    type,
    object: mapped(object, ({ target, metricName, targetValue, selector, averageValue }) => ({
      describedObject: target,
      target: definedFields(
        averageValue === undefined
          ? { type: "Value", value: targetValue ?? "0" }
          : { type: "AverageValue", value: targetValue === "0" ? undefined : targetValue, averageValue },
      ),
      metric: identifier(metricName, selector),
    })),
    pods: mapped(pods, ({ metricName, targetAverageValue, selector }) => ({
      metric: identifier(metricName, selector),
      target: { type: "AverageValue", averageValue: targetAverageValue ?? "0" },
    })),
    resource: mapped(resource, (source) => ({ name: source.name, target: targetFromV1(source) })),
    containerResource: mapped(containerResource, (source) => ({
      name: source.name,
      target: targetFromV1(source),
      container: source.container,
    })),
    external: mapped(external, ({ metricName, metricSelector, targetValue, targetAverageValue }) => ({
      metric: identifier(metricName, metricSelector),
      target: definedFields({
        type: targetValue === undefined ? "AverageValue" : "Value",
        value: targetValue,
        averageValue: targetAverageValue,
      }),
    })),
  });
}

/** The current value of a metric of v2 as that of v1. */
export function statusToV1({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  return definedFields({
    type,
    object: mapped(object, ({ metric, current, describedObject }) => ({
      target: referenceOf(describedObject),
      metricName: fieldsOf(metric).name,
      currentValue: fieldsOf(current).value ?? "0",
      selector: fieldsOf(metric).selector,
      averageValue: fieldsOf(current).averageValue,
    })),
    pods: mapped(pods, ({ metric, current }) => ({
      metricName: fieldsOf(metric).name,
      currentAverageValue: fieldsOf(current).averageValue ?? "0",
      selector: fieldsOf(metric).selector,
    })),
    resource: mapped(resource, ({ name, current }) => ({ name, ...resourceStatus(current) })),
    containerResource: mapped(containerResource, ({ name, current, container }) => ({
      name,
      ...resourceStatus(current),
      container,
    })),
    external: mapped(external, ({ metric, current }) => ({
      metricName: fieldsOf(metric).name,
      metricSelector: fieldsOf(metric).selector,
      currentValue: fieldsOf(current).value ?? "0",
      currentAverageValue: fieldsOf(current).averageValue,
    })),
  });
}

/** The current value of a metric of v1 as that of v2. */
export function statusFromV1({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  return definedFields({
    type,
    object: mapped(object, ({ target, metricName, currentValue, selector, averageValue }) => ({
      metric: identifier(metricName, selector),
      current: definedFields({ value: currentValue ?? "0", averageValue }),
      describedObject: target,
    })),
    pods: mapped(pods, ({ metricName, currentAverageValue, selector }) => ({
      metric: identifier(metricName, selector),
      current: { averageValue: currentAverageValue ?? "0" },
    })),
    resource: mapped(resource, (status) => ({ name: status.name, current: currentFromV1(status) })),
    containerResource: mapped(containerResource, (status) => ({
      name: status.name,
      current: currentFromV1(status),
      container: status.container,
    })),
    external: mapped(external, ({ metricName, metricSelector, currentValue, currentAverageValue }) => ({
      metric: identifier(metricName, metricSelector),
      current: definedFields({ value: currentValue ?? "0", averageValue: currentAverageValue }),
    })),
  });
}

function mapped(value: unknown, convert: (fields: Fields) => Fields): Fields | undefined {
  return value === undefined || value === null ? undefined : definedFields(convert(value as Fields));
}

function fieldsOf(value: unknown): Fields {
  return (value ?? {}) as Fields;
}

function identifier(name: unknown, selector: unknown): Fields {
  return definedFields({ name, selector });
}

/** In the order in which upstream writes its fields. */
function referenceOf(value: unknown): Fields {
  const { kind, name, apiVersion } = fieldsOf(value);
  return definedFields({ kind, name, apiVersion });
}

function resourceTarget(target: unknown): Fields {
  const { averageUtilization, averageValue } = fieldsOf(target);
  return { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue };
}

function targetFromV1({ targetAverageUtilization, targetAverageValue }: Fields): Fields {
  return definedFields({
    type: targetAverageUtilization === undefined ? "AverageValue" : "Utilization",
    averageValue: targetAverageValue,
    averageUtilization: targetAverageUtilization,
  });
}

function resourceStatus(current: unknown): Fields {
  const { averageUtilization, averageValue } = fieldsOf(current);
  return { currentAverageUtilization: averageUtilization, currentAverageValue: averageValue ?? "0" };
}

function currentFromV1({ currentAverageUtilization, currentAverageValue }: Fields): Fields {
  return definedFields({
    averageValue: currentAverageValue ?? "0",
    averageUtilization: currentAverageUtilization,
  });
}
