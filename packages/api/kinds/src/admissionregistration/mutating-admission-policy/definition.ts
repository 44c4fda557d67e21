import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { mutatingAdmissionPolicyPrinter } from "../policies/policy-printers.js";
import { mutatingAdmissionPolicyStrategy } from "./strategy.js";

/** admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy. */
export const mutatingAdmissionPolicy: KindDefinition = defineKind({
  group: "admissionregistration.k8s.io",
  version: "v1beta1",
  kind: "MutatingAdmissionPolicy",
  plural: "mutatingadmissionpolicies",
  categories: ["api-extensions"],
  namespaced: false,
  hasGeneration: "spec",
  printer: () => mutatingAdmissionPolicyPrinter,
  strategy: () => mutatingAdmissionPolicyStrategy,
});
