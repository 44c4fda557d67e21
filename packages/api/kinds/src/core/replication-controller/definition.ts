import { fieldText, type KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { scaleSubresource } from "../../definition/scale-subresource.js";
import { replicationControllerPrinter } from "./printer.js";
import { gatedReplicationControllerFields, replicationControllerStrategy } from "./strategy.js";
import { replicationControllerWarnings } from "./warnings.js";

/** v1 ReplicationController. */
export const replicationController: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "ReplicationController",
  shortNames: ["rc"],
  categories: ["all"],
  subresources: [scaleSubresource, "status"],
  hasGeneration: "spec",
  defaultDeletionPolicy: "orphan",
  printer: () => replicationControllerPrinter,
  fieldSelectors: { fields: [["status.replicas", fieldText("status.replicas", "0")]], unsupported: unsupportedLabel },
  strategy: () => replicationControllerStrategy,
  warnings: () => replicationControllerWarnings,
  gatedFields: () => gatedReplicationControllerFields,
});
