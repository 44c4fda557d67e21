import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { daemonSetPrinter } from "./printer.js";
import { daemonSetStrategy, gatedDaemonSetFields } from "./strategy.js";
import { daemonSetWarnings } from "./warnings.js";

/** apps/v1 DaemonSet. */
export const daemonSet: KindDefinition = defineKind({
  group: "apps",
  version: "v1",
  kind: "DaemonSet",
  shortNames: ["ds"],
  categories: ["all"],
  subresources: ["status"],
  hasGeneration: "spec",
  printer: () => daemonSetPrinter,
  strategy: () => daemonSetStrategy,
  warnings: () => daemonSetWarnings,
  gatedFields: () => gatedDaemonSetFields,
});
