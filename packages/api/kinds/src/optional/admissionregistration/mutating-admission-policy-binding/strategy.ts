import type { admissionregistrationV1beta1, KubernetesObject, StatusCause } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { checkBindingSpec } from "../../../admissionregistration/policies/binding-spec-validation.js";
import { checkMutableOperations } from "../../../admissionregistration/policies/match-resources-validation.js";

interface Binding extends KubernetesObject {
  readonly spec?: admissionregistrationV1beta1.MutatingAdmissionPolicyBindingSpec;
}

/** MutatingAdmissionPolicyBinding of admissionregistration.k8s.io/v1beta1. */
export const mutatingAdmissionPolicyBindingStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate: validate,
  validateUpdate: validate,
};

/** Upstream: validateMutatingAdmissionPolicyBindingSpec. */
function validate({ spec = {} }: Binding): readonly StatusCause[] {
  const causes = new Causes();
  checkBindingSpec(spec, causes);
  const rules = spec.matchResources?.resourceRules ?? [];
  checkMutableOperations(rules, "spec.matchResources.resourceRules.operations", causes);
  return causes.list;
}
