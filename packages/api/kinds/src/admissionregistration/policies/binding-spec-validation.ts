import type { admissionregistrationV1 } from "@engenho/core";
import { type Causes, dns1123SubdomainFaults } from "@engenho/machinery";
import { checkMatchResources } from "./match-resources-validation.js";
import { checkParamRef } from "./param-validation.js";

type BindingSpec = Partial<
  Pick<admissionregistrationV1.ValidatingAdmissionPolicyBindingSpec, "policyName" | "paramRef" | "matchResources">
>;

/** Validates the fields that the bindings of both kinds of policies share. */
export function checkBindingSpec({ policyName = "", paramRef, matchResources }: BindingSpec, causes: Causes): void {
  if (policyName === "") causes.required("spec.policyName");
  else causes.invalidEach("spec.policyName", policyName, dns1123SubdomainFaults(policyName));
  checkParamRef(paramRef, "spec.paramRef", causes);
  checkMatchResources(matchResources, "spec.matchResources", causes);
}
