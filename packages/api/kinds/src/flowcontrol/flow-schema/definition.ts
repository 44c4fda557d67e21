import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { flowSchemaPrinter } from "./printer.js";
import { flowSchemaStrategy } from "./strategy.js";

/** flowcontrol.apiserver.k8s.io/v1 FlowSchema. */
export const flowSchema: KindDefinition = defineKind({
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  kind: "FlowSchema",
  namespaced: false,
  subresources: ["status"],
  hasGeneration: "spec",
  printer: () => flowSchemaPrinter,
  strategy: () => flowSchemaStrategy,
});
