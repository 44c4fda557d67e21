import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { priorityLevelConfigurationPrinter } from "./printer.js";
import { priorityLevelConfigurationStrategy } from "./strategy.js";

/** flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration. */
export const priorityLevelConfiguration: KindDefinition = defineKind({
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  kind: "PriorityLevelConfiguration",
  namespaced: false,
  subresources: ["status"],
  hasGeneration: "spec",
  printer: () => priorityLevelConfigurationPrinter,
  strategy: () => priorityLevelConfigurationStrategy,
});
