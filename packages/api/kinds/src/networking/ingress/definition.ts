import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { ingressPrinter } from "./printer.js";
import { ingressStrategy } from "./strategy.js";
import { ingressWarnings } from "./warnings.js";

/** networking.k8s.io/v1 Ingress. */
export const ingress: KindDefinition = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  plural: "ingresses",
  shortNames: ["ing"],
  subresources: ["status"],
  hasGeneration: "spec",
  printer: () => ingressPrinter,
  strategy: () => ingressStrategy,
  warnings: () => ingressWarnings,
});
