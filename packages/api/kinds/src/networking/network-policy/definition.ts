import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { networkPolicyPrinter } from "./printer.js";
import { networkPolicyStrategy } from "./strategy.js";
import { networkPolicyWarnings } from "./warnings.js";

/** networking.k8s.io/v1 NetworkPolicy. */
export const networkPolicy: KindDefinition = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "NetworkPolicy",
  plural: "networkpolicies",
  shortNames: ["netpol"],
  hasGeneration: "spec",
  printer: () => networkPolicyPrinter,
  strategy: () => networkPolicyStrategy,
  warnings: () => networkPolicyWarnings,
});
