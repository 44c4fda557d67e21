import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { persistentVolumePrinter } from "./printer.js";
import { persistentVolumeStrategy } from "./strategy.js";
import { persistentVolumeWarnings } from "./warnings.js";

/** v1 PersistentVolume. */
export const persistentVolume: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "PersistentVolume",
  returnsDeletedObject: true,
  shortNames: ["pv"],
  namespaced: false,
  subresources: ["status"],
  printer: () => persistentVolumePrinter,
  strategy: () => persistentVolumeStrategy,
  warnings: () => persistentVolumeWarnings,
});
