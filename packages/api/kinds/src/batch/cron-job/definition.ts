import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabelOf } from "../../definition/field-selectors.js";
import { cronJobPrinter } from "./printer.js";

/** batch/v1 CronJob. */
export const cronJob: KindDefinition = defineKind({
  group: "batch",
  version: "v1",
  kind: "CronJob",
  shortNames: ["cj"],
  categories: ["all"],
  subresources: ["status"],
  hasGeneration: "spec",
  printer: cronJobPrinter,
  fieldSelectors: { fields: [], unsupported: unsupportedLabelOf("CronJob") },
});
