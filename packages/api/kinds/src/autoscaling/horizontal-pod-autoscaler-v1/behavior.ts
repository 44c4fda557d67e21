import type { HorizontalPodAutoscaler } from "@engenho/core";
import { definedFields } from "@engenho/core";

type Behavior = NonNullable<NonNullable<HorizontalPodAutoscaler["spec"]>["behavior"]>;
type Rules = NonNullable<Behavior["scaleUp"]>;

/** A behavior as upstream writes it into an annotation: its internal struct, which has no JSON names. */
export function goBehavior({ scaleUp, scaleDown }: Behavior): object {
  return { ScaleUp: goRules(scaleUp), ScaleDown: goRules(scaleDown) };
}

function goRules(rules: Rules | undefined): object | null {
  if (rules === undefined) return null;
  const policies = rules.policies?.map(({ type, value, periodSeconds }) => ({
    Type: type,
    Value: value,
    PeriodSeconds: periodSeconds,
  }));
  return {
    StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
    SelectPolicy: rules.selectPolicy ?? null,
    Policies: policies ?? null,
    Tolerance: rules.tolerance ?? null,
  };
}

/**
 * A behavior from an annotation; names in any case, as Go reads them. Undefined if there is none. The types of its fields are unchecked:
 * the autoscaler is validated afterwards.
 */
export function readBehavior(value: unknown): Behavior | undefined {
  const fields = folded(value);
  const behavior = definedFields({ scaleUp: readRules(fields.scaleup), scaleDown: readRules(fields.scaledown) });
  return Object.keys(behavior).length === 0 ? undefined : (behavior as Behavior);
}

function readRules(value: unknown): Rules | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = folded(value);
  const policies = Array.isArray(fields.policies) ? fields.policies.map(readPolicy) : undefined;
  // The values have any type until the autoscaler is validated.
  return definedFields({
    stabilizationWindowSeconds: fields.stabilizationwindowseconds ?? undefined,
    selectPolicy: fields.selectpolicy ?? undefined,
    policies,
    tolerance: fields.tolerance ?? undefined,
  }) as unknown as Rules;
}

function readPolicy(value: unknown): object {
  const { type = "", value: amount = 0, periodseconds = 0 } = folded(value);
  return { type, value: amount, periodSeconds: periodseconds };
}

/** The fields of an object by their names in lower case. */
function folded(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
}
