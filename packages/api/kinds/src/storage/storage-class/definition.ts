import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { storageClassPrinter } from "./printer.js";
import { storageClassStrategy } from "./strategy.js";
import { storageClassWarnings } from "./warnings.js";

/** storage.k8s.io/v1 StorageClass. */
export const storageClass: KindDefinition = defineKind({
  group: "storage.k8s.io",
  version: "v1",
  kind: "StorageClass",
  plural: "storageclasses",
  returnsDeletedObject: true,
  shortNames: ["sc"],
  namespaced: false,
  printer: () => storageClassPrinter,
  strategy: () => storageClassStrategy,
  warnings: () => storageClassWarnings,
});
