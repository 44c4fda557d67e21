import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { priorityClassPrinter } from "./printer.js";
import { priorityClassStrategy } from "./strategy.js";

/** scheduling.k8s.io/v1 PriorityClass. */
export const priorityClass: KindDefinition = defineKind({
  group: "scheduling.k8s.io",
  version: "v1",
  kind: "PriorityClass",
  plural: "priorityclasses",
  shortNames: ["pc"],
  namespaced: false,
  hasGeneration: "fixed",
  printer: () => priorityClassPrinter,
  strategy: () => priorityClassStrategy,
});
