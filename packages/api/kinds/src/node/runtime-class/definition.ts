import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { runtimeClassPrinter } from "./printer.js";
import { runtimeClassStrategy } from "./strategy.js";
import { runtimeClassWarnings } from "./warnings.js";

/** node.k8s.io/v1 RuntimeClass. */
export const runtimeClass: KindDefinition = defineKind({
  group: "node.k8s.io",
  version: "v1",
  kind: "RuntimeClass",
  plural: "runtimeclasses",
  namespaced: false,
  printer: () => runtimeClassPrinter,
  strategy: () => runtimeClassStrategy,
  warnings: () => runtimeClassWarnings,
});
