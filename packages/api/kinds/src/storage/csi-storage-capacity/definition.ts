import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { csiStorageCapacityPrinter } from "./printer.js";
import { csiStorageCapacityStrategy } from "./strategy.js";
import { csiStorageCapacityWarnings } from "./warnings.js";

/** storage.k8s.io/v1 CSIStorageCapacity. */
export const csiStorageCapacity: KindDefinition = defineKind({
  group: "storage.k8s.io",
  version: "v1",
  kind: "CSIStorageCapacity",
  plural: "csistoragecapacities",
  printer: () => csiStorageCapacityPrinter,
  strategy: () => csiStorageCapacityStrategy,
  warnings: () => csiStorageCapacityWarnings,
});
