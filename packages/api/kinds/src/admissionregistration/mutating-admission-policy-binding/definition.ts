import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { policyBindingPrinter } from "../policies/binding-printer.js";
import { mutatingAdmissionPolicyBindingStrategy } from "./strategy.js";

/** admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding. */
export const mutatingAdmissionPolicyBinding: KindDefinition = defineKind({
  group: "admissionregistration.k8s.io",
  version: "v1beta1",
  kind: "MutatingAdmissionPolicyBinding",
  plural: "mutatingadmissionpolicybindings",
  categories: ["api-extensions"],
  namespaced: false,
  hasGeneration: "spec",
  printer: () => policyBindingPrinter,
  strategy: () => mutatingAdmissionPolicyBindingStrategy,
});
