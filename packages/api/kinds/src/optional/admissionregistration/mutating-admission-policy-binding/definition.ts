import { policyBindingPrinter } from "../../../admissionregistration/policies/binding-printer.js";
import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { mutatingAdmissionPolicyBindingStrategy } from "./strategy.js";

/** admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding. */
export const mutatingAdmissionPolicyBinding: BuiltInEntry = {
  group: "admissionregistration.k8s.io",
  version: "v1beta1",
  kind: "MutatingAdmissionPolicyBinding",
  plural: "mutatingadmissionpolicybindings",
  categories: ["api-extensions"],
  namespaced: false,
  hasGeneration: "spec",
  storageVersion: "v1alpha1",
  printer: () => policyBindingPrinter,
  strategy: () => mutatingAdmissionPolicyBindingStrategy,
};
