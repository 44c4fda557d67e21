import { type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { secretPrinter } from "./printer.js";
import { secretStrategy } from "./strategy.js";
import { secretWarnings } from "./warnings.js";

/** v1 Secret. */
export const secret: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "Secret",
  printer: () => secretPrinter,
  fieldSelectors: { fields: textFields("type"), unsupported: unsupportedLabel },
  strategy: () => secretStrategy,
  warnings: () => secretWarnings,
});
