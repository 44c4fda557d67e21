import { type HorizontalPodAutoscaler, parseQuantity, type StatusCause, type Stored } from "@engenho/core";

import { Causes } from "@engenho/machinery";
import { type Strategy, statusSubresource } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { checkNonNegativeQuantity } from "../../pod-template/spec/resource-requirements.js";
import { checkCounts } from "../../shared/counts.js";
import { checkMetrics } from "./metrics.js";
import { checkReference, hasVersion, type Reference } from "./reference.js";

type AutoscalerSpec = NonNullable<HorizontalPodAutoscaler["spec"]>;
type Behavior = NonNullable<AutoscalerSpec["behavior"]>;
type ScalingRules = NonNullable<Behavior["scaleUp"]> & { readonly tolerance?: string };

const nothingSeen = { desiredReplicas: 0, currentMetrics: null };
const selectPolicies = ["Disabled", "Max", "Min"] as const;
const policyTypes = ["Percent", "Pods"] as const;
const longestStabilization = 3600;
const longestPeriod = 1800;

/** The gated fields of a HorizontalPodAutoscaler. */
export const gatedAutoscalerFields: readonly GatedPart[] = [
  {
    at: "spec.behavior",
    fields: [{ gate: "HPAConfigurableTolerance", paths: ["scaleUp.tolerance", "scaleDown.tolerance"] }],
  },
];

/** HorizontalPodAutoscaler of autoscaling/v2. */
export const horizontalPodAutoscalerStrategy: Strategy = {
  ...statusSubresource(nothingSeen),
  validateCreate: (autoscaler: HorizontalPodAutoscaler) => validate(autoscaler, undefined),
  validateUpdate: (next: HorizontalPodAutoscaler, current: Stored<HorizontalPodAutoscaler>) => validate(next, current),
  validateStatusUpdate({ status }: HorizontalPodAutoscaler): readonly StatusCause[] {
    const causes = new Causes();
    if (status !== undefined) checkCounts(status, "status", { causes, fields: ["currentReplicas", "desiredReplicas"] });
    return causes.list;
  },
};

/** An update may keep what the stored object has: a minimum of zero replicas, references without a group. */
function validate(
  { spec = {} as AutoscalerSpec }: HorizontalPodAutoscaler,
  current: HorizontalPodAutoscaler | undefined,
): readonly StatusCause[] {
  const causes = new Causes();
  const { minReplicas, maxReplicas = 0 } = spec;
  const lowest = current?.spec?.minReplicas === 0 ? 0 : 1;
  if (minReplicas !== undefined && minReplicas < lowest) {
    causes.invalid("spec.minReplicas", minReplicas, `must be greater than or equal to ${lowest}`);
  }
  if (maxReplicas < 1) causes.invalid("spec.maxReplicas", maxReplicas, "must be greater than 0");
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    causes.invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`");
  }
  const target: Reference = spec.scaleTargetRef ?? {};
  const before = current?.spec?.scaleTargetRef;
  checkReference(target, "spec.scaleTargetRef", {
    causes,
    anyVersion: before !== undefined && before.apiVersion === target.apiVersion && before.kind === target.kind,
    // The only scalable kind without a group.
    needsGroup: target.kind !== "ReplicationController" || target.apiVersion !== "v1",
  });
  checkMetrics(spec.metrics ?? [], "spec.metrics", {
    causes,
    anyVersion: (current?.spec?.metrics ?? []).some(
      ({ object }) => object !== undefined && !hasVersion(object.describedObject),
    ),
    scalesToZero: minReplicas === 0,
  });
  for (const direction of ["scaleUp", "scaleDown"] as const) {
    const rules = spec.behavior?.[direction];
    if (rules !== undefined) checkScalingRules(rules, `spec.behavior.${direction}`, causes);
  }
  return causes.list;
}

function checkScalingRules(rules: ScalingRules, path: string, causes: Causes): void {
  const { stabilizationWindowSeconds: seconds, selectPolicy, policies = [], tolerance } = rules;
  const at = `${path}.stabilizationWindowSeconds`;
  if (seconds !== undefined && seconds < 0) causes.invalid(at, seconds, "must be greater than or equal to zero");
  if (seconds !== undefined && seconds > longestStabilization) {
    causes.invalid(at, seconds, `must be less than or equal to ${longestStabilization}`);
  }
  if (selectPolicy !== undefined && !(selectPolicies as readonly string[]).includes(selectPolicy)) {
    causes.notSupported(`${path}.selectPolicy`, selectPolicy, selectPolicies);
  }
  if (policies.length === 0) causes.required(`${path}.policies`, "must specify at least one Policy");
  for (const [index, policy] of policies.entries()) {
    const place = `${path}.policies[${index}]`;
    const { type = "", value = 0, periodSeconds = 0 } = policy;
    if (!(policyTypes as readonly string[]).includes(type)) causes.notSupported(`${place}.type`, type, policyTypes);
    causes.positive(`${place}.value`, value);
    causes.positive(`${place}.periodSeconds`, periodSeconds);
    if (periodSeconds > longestPeriod) {
      causes.invalid(`${place}.periodSeconds`, periodSeconds, `must be less than or equal to ${longestPeriod}`);
    }
  }
  if (tolerance !== undefined) checkNonNegativeQuantity(parseQuantity(tolerance), `${path}.tolerance`, causes);
}
