import { type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { servicePrinter } from "./printer.js";

/** v1 Service. */
export const service: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "Service",
  shortNames: ["svc"],
  categories: ["all"],
  subresources: ["status"],
  printer: servicePrinter,
  fieldSelectors: { fields: textFields("spec.clusterIP", "spec.type"), unsupported: unsupportedLabel },
});
