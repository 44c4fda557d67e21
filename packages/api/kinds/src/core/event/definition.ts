import { type FieldReader, fieldText, type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { eventReference, unsupportedLabel } from "../../definition/field-selectors.js";
import { eventPrinter } from "./printer.js";
import { eventStrategy } from "./strategy.js";

const source: FieldReader = (object) =>
  fieldText("source.component")(object) ||
  fieldText("deprecatedSource.component")(object) ||
  fieldText("reportingComponent")(object) ||
  fieldText("reportingController")(object);

/** v1 Event. */
export const event: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "Event",
  shortNames: ["ev"],
  defaultDeletionPolicy: "unsupported",
  printer: () => eventPrinter,
  fieldSelectors: {
    fields: [
      ...textFields(...eventReference.map((name) => `involvedObject.${name}`)),
      ...textFields("reason", "reportingComponent", "type"),
      ["source", source],
    ],
    indexed: ["involvedObject.uid", "involvedObject.name"],
    unsupported: unsupportedLabel,
  },
  strategy: () => eventStrategy,
});
