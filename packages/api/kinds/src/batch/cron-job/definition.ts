import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabelOf } from "../../definition/field-selectors.js";
import { cronJobPrinter } from "./printer.js";
import { cronJobStrategy, gatedCronJobFields } from "./strategy.js";
import { cronJobWarnings } from "./warnings.js";

/** batch/v1 CronJob. */
export const cronJob: KindDefinition = defineKind({
  group: "batch",
  version: "v1",
  kind: "CronJob",
  shortNames: ["cj"],
  categories: ["all"],
  subresources: ["status"],
  hasGeneration: "spec",
  printer: () => cronJobPrinter,
  fieldSelectors: { fields: [], unsupported: unsupportedLabelOf("CronJob") },
  strategy: () => cronJobStrategy,
  warnings: () => cronJobWarnings,
  gatedFields: () => gatedCronJobFields,
});
