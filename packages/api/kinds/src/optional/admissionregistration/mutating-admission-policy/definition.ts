import { mutatingAdmissionPolicyPrinter } from "../../../admissionregistration/policies/policy-printers.js";
import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { mutatingAdmissionPolicyStrategy } from "./strategy.js";

/** admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy. */
export const mutatingAdmissionPolicy: BuiltInEntry = {
  group: "admissionregistration.k8s.io",
  version: "v1beta1",
  kind: "MutatingAdmissionPolicy",
  plural: "mutatingadmissionpolicies",
  categories: ["api-extensions"],
  namespaced: false,
  hasGeneration: "spec",
  storageVersion: "v1alpha1",
  printer: () => mutatingAdmissionPolicyPrinter,
  strategy: () => mutatingAdmissionPolicyStrategy,
};
