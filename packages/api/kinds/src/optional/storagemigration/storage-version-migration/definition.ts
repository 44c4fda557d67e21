import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { storageVersionMigrationPrinter } from "./printer.js";
import { storageVersionMigrationStrategy } from "./strategy.js";

/** storagemigration.k8s.io/v1alpha1 StorageVersionMigration. */
export const storageVersionMigration: BuiltInEntry = {
  group: "storagemigration.k8s.io",
  version: "v1alpha1",
  kind: "StorageVersionMigration",
  namespaced: false,
  subresources: ["status"],
  deprecationWarning:
    "storagemigration.k8s.io/v1alpha1 StorageVersionMigration is deprecated in v1.33+, unavailable in v1.36+",
  printer: () => storageVersionMigrationPrinter,
  strategy: () => storageVersionMigrationStrategy,
};
