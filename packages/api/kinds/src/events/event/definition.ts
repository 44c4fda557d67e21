import { type KindDefinition, textFields } from "@engenho/registry";
import { eventPrinter } from "../../core/event/printer.js";
import { defineKind } from "../../definition/define-kind.js";
import { eventReference, unsupportedLabel } from "../../definition/field-selectors.js";
import { eventConversion, eventToCore } from "./conversion.js";
import { strictEventStrategy } from "./strategy.js";

/** events.k8s.io/v1 Event. */
export const event: KindDefinition = defineKind({
  group: "events.k8s.io",
  version: "v1",
  kind: "Event",
  shortNames: ["ev"],
  storedAs: { apiVersion: "v1", kind: "Event" },
  conversion: {
    toStored: (event) => eventConversion.toStored(event),
    toServed: (event) => eventConversion.toServed(event),
  },
  defaultDeletionPolicy: "unsupported",
  printer: () => ({ ...eventPrinter, cells: (event, nowMs) => eventPrinter.cells(eventToCore(event), nowMs) }),
  fieldSelectors: {
    fields: [
      ...textFields(...eventReference.map((name) => `regarding.${name}`)),
      ...textFields("reason", "reportingController", "type"),
    ],
    indexed: ["regarding.uid", "regarding.name"],
    unsupported: unsupportedLabel,
  },
  strategy: () => strictEventStrategy,
});
