import type { KubernetesObject, StatusCause, Stored, ValidatingAdmissionPolicy } from "@engenho/core";
import { Causes, checkConditions, type LongWork } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { validatePolicySpec } from "./validation.js";

/** ValidatingAdmissionPolicy of admissionregistration.k8s.io/v1. */
export const validatingAdmissionPolicyStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate: (policy: ValidatingAdmissionPolicy): LongWork<readonly StatusCause[]> =>
    validatePolicySpec(policy, undefined),
  validateUpdate: (policy: ValidatingAdmissionPolicy, current: Stored): LongWork<readonly StatusCause[]> =>
    validatePolicySpec(policy, current as Stored<ValidatingAdmissionPolicy>),
  validateStatusUpdate: (next: KubernetesObject): readonly StatusCause[] =>
    validateStatus(next as ValidatingAdmissionPolicy),
};

/** Upstream: validateValidatingAdmissionPolicyStatus. */
function validateStatus({ status = {} }: ValidatingAdmissionPolicy): readonly StatusCause[] {
  const causes = new Causes();
  for (const [index, warning] of (status.typeChecking?.expressionWarnings ?? []).entries()) {
    const at = `status.typeChecking.expressionWarnings[${index}]`;
    if ((warning.warning ?? "") === "") causes.required(`${at}.warning`);
    if ((warning.fieldRef ?? "").trim() === "") causes.required(`${at}.fieldRef`);
  }
  checkConditions(status.conditions, "status.conditions", causes);
  return causes.list;
}
