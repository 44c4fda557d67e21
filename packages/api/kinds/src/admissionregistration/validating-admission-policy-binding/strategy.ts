import type { StatusCause, ValidatingAdmissionPolicyBinding } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { checkBindingSpec } from "../policies/binding-spec-validation.js";

const actions = ["Audit", "Deny", "Warn"];
const denyAndWarn =
  "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";

/** ValidatingAdmissionPolicyBinding of admissionregistration.k8s.io/v1. */
export const validatingAdmissionPolicyBindingStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate: validate,
  validateUpdate: validate,
};

/** Upstream: validateValidatingAdmissionPolicyBindingSpec. */
function validate({ spec = {} }: ValidatingAdmissionPolicyBinding): readonly StatusCause[] {
  const causes = new Causes();
  checkBindingSpec(spec, causes);
  const { validationActions = [] } = spec;
  const path = "spec.validationActions";
  const seen = new Set<string>();
  for (const [index, action] of validationActions.entries()) {
    const at = `${path}[${index}]`;
    if (!actions.includes(action)) causes.notSupported(at, action, actions);
    if (seen.has(action)) causes.duplicate(at, action);
    seen.add(action);
  }
  if (seen.has("Deny") && seen.has("Warn")) causes.invalid(path, validationActions, denyAndWarn);
  if (seen.size === 0) causes.required(path, "at least one validation action is required");
  return causes.list;
}
