import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { csiNodePrinter } from "./printer.js";
import { csiNodeStrategy } from "./strategy.js";

/** storage.k8s.io/v1 CSINode. */
export const csiNode: KindDefinition = defineKind({
  group: "storage.k8s.io",
  version: "v1",
  kind: "CSINode",
  returnsDeletedObject: true,
  namespaced: false,
  printer: () => csiNodePrinter,
  strategy: () => csiNodeStrategy,
});
