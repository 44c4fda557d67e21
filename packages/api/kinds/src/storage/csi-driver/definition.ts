import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { csiDriverPrinter } from "./printer.js";
import { csiDriverGatedFields, csiDriverStrategy } from "./strategy.js";

/** storage.k8s.io/v1 CSIDriver. */
export const csiDriver: KindDefinition = defineKind({
  group: "storage.k8s.io",
  version: "v1",
  kind: "CSIDriver",
  returnsDeletedObject: true,
  namespaced: false,
  printer: () => csiDriverPrinter,
  strategy: () => csiDriverStrategy,
  gatedFields: () => csiDriverGatedFields,
});
