import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { policyBindingPrinter } from "../policies/binding-printer.js";
import { validatingAdmissionPolicyBindingStrategy } from "./strategy.js";

/** admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding. */
export const validatingAdmissionPolicyBinding: KindDefinition = defineKind({
  group: "admissionregistration.k8s.io",
  version: "v1",
  kind: "ValidatingAdmissionPolicyBinding",
  plural: "validatingadmissionpolicybindings",
  categories: ["api-extensions"],
  namespaced: false,
  hasGeneration: "spec",
  printer: () => policyBindingPrinter,
  strategy: () => validatingAdmissionPolicyBindingStrategy,
});
