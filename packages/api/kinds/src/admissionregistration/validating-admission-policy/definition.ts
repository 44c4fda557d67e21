import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { validatingAdmissionPolicyPrinter } from "../policies/policy-printers.js";
import { validatingAdmissionPolicyStrategy } from "./strategy.js";

/** admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy. */
export const validatingAdmissionPolicy: KindDefinition = defineKind({
  group: "admissionregistration.k8s.io",
  version: "v1",
  kind: "ValidatingAdmissionPolicy",
  plural: "validatingadmissionpolicies",
  categories: ["api-extensions"],
  namespaced: false,
  subresources: ["status"],
  hasGeneration: "spec",
  printer: () => validatingAdmissionPolicyPrinter,
  strategy: () => validatingAdmissionPolicyStrategy,
});
