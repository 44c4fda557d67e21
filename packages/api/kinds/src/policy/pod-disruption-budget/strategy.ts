import type { PodDisruptionBudget, StatusCause } from "@engenho/core";
import {
  Causes,
  checkAtMostHundredPercent,
  checkConditions,
  checkIntOrPercent,
  checkLabelSelector,
} from "@engenho/machinery";
import { type Strategy, statusSubresource } from "@engenho/registry";
import { checkCounts } from "../../shared/counts.js";

const nothingHealthy = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

/** PodDisruptionBudget of policy/v1. */
export const podDisruptionBudgetStrategy: Strategy = {
  ...statusSubresource(nothingHealthy),
  allowUnconditionalUpdate: false,
  validateCreate: validate,
  validateUpdate: validate,
  validateStatusUpdate({ status = nothingHealthy }: PodDisruptionBudget): readonly StatusCause[] {
    const causes = new Causes();
    checkConditions(status.conditions, "status.conditions", causes);
    const fields = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] as const;
    checkCounts(status, "status", { causes, fields });
    return causes.list;
  },
};

function validate({ spec = {} }: PodDisruptionBudget): readonly StatusCause[] {
  const causes = new Causes();
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const printed = {
      MinAvailable: minAvailable,
      Selector: selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: policy ?? null,
    };
    causes.invalid("spec", printed, "minAvailable and maxUnavailable cannot be both set");
  }
  checkIntOrPercent(minAvailable, "spec.minAvailable", causes);
  checkAtMostHundredPercent(minAvailable, "spec.minAvailable", causes);
  checkIntOrPercent(maxUnavailable, "spec.maxUnavailable", causes);
  checkAtMostHundredPercent(maxUnavailable, "spec.maxUnavailable", causes);
  checkLabelSelector(selector, "spec.selector", causes);
  if (policy !== undefined && policy !== "AlwaysAllow" && policy !== "IfHealthyBudget") {
    causes.notSupported("spec.unhealthyPodEvictionPolicy", policy, ["AlwaysAllow", "IfHealthyBudget"]);
  }
  return causes.list;
}
