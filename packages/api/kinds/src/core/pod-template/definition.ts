import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { podTemplatePrinter } from "./printer.js";
import { gatedPodTemplateFields, podTemplateStrategy } from "./strategy.js";
import { podTemplateWarnings } from "./warnings.js";

/** v1 PodTemplate. */
export const podTemplate: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "PodTemplate",
  returnsDeletedObject: true,
  hasGeneration: "template",
  printer: () => podTemplatePrinter,
  strategy: () => podTemplateStrategy,
  warnings: () => podTemplateWarnings,
  gatedFields: () => gatedPodTemplateFields,
});
