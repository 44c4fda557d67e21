import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { persistentVolumeClaimPrinter } from "./printer.js";
import { gatedClaimFields, persistentVolumeClaimStrategy } from "./strategy.js";
import { persistentVolumeClaimWarnings } from "./warnings.js";

/** v1 PersistentVolumeClaim. */
export const persistentVolumeClaim: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "PersistentVolumeClaim",
  returnsDeletedObject: true,
  shortNames: ["pvc"],
  subresources: ["status"],
  printer: () => persistentVolumeClaimPrinter,
  strategy: () => persistentVolumeClaimStrategy,
  warnings: () => persistentVolumeClaimWarnings,
  gatedFields: () => gatedClaimFields,
});
