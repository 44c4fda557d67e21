import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { scaleSubresource } from "../../definition/scale-subresource.js";
import { statefulSetPrinter } from "./printer.js";
import { gatedStatefulSetFields, statefulSetStrategy } from "./strategy.js";
import { statefulSetWarnings } from "./warnings.js";

/** apps/v1 StatefulSet. */
export const statefulSet: KindDefinition = defineKind({
  group: "apps",
  version: "v1",
  kind: "StatefulSet",
  shortNames: ["sts"],
  categories: ["all"],
  subresources: [scaleSubresource, "status"],
  hasGeneration: "spec",
  printer: () => statefulSetPrinter,
  strategy: () => statefulSetStrategy,
  warnings: () => statefulSetWarnings,
  gatedFields: () => gatedStatefulSetFields,
});
