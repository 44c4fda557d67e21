import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { ingressClassPrinter } from "./printer.js";
import { ingressClassStrategy } from "./strategy.js";

/** networking.k8s.io/v1 IngressClass. */
export const ingressClass: KindDefinition = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "IngressClass",
  plural: "ingressclasses",
  namespaced: false,
  hasGeneration: "spec",
  printer: () => ingressClassPrinter,
  strategy: () => ingressClassStrategy,
});
