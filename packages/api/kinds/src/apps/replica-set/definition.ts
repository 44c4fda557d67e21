import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { scaleSubresource } from "../../definition/scale-subresource.js";
import { replicaSetPrinter } from "./printer.js";
import { gatedReplicaSetFields, replicaSetStrategy } from "./strategy.js";
import { replicaSetWarnings } from "./warnings.js";

/** apps/v1 ReplicaSet. */
export const replicaSet: KindDefinition = defineKind({
  group: "apps",
  version: "v1",
  kind: "ReplicaSet",
  shortNames: ["rs"],
  categories: ["all"],
  subresources: [scaleSubresource, "status"],
  hasGeneration: "spec",
  printer: () => replicaSetPrinter,
  strategy: () => replicaSetStrategy,
  warnings: () => replicaSetWarnings,
  gatedFields: () => gatedReplicaSetFields,
});
