import { fieldText, type KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabelOf } from "../../definition/field-selectors.js";
import { jobPrinter } from "./printer.js";
import { gatedJobFields, jobStrategy } from "./strategy.js";
import { jobWarnings } from "./warnings.js";

/** batch/v1 Job. */
export const job: KindDefinition = defineKind({
  group: "batch",
  version: "v1",
  kind: "Job",
  categories: ["all"],
  subresources: ["status"],
  hasGeneration: "spec",
  defaultDeletionPolicy: "orphan",
  printer: () => jobPrinter,
  fieldSelectors: {
    fields: [["status.successful", fieldText("status.succeeded", "0")]],
    unsupported: unsupportedLabelOf("Job"),
  },
  strategy: () => jobStrategy,
  warnings: () => jobWarnings,
  gatedFields: () => gatedJobFields,
});
