import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { endpointSlicePrinter } from "./printer.js";
import { endpointSliceStrategy } from "./strategy.js";
import { endpointSliceWarnings } from "./warnings.js";

/** discovery.k8s.io/v1 EndpointSlice. */
export const endpointSlice: KindDefinition = defineKind({
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  hasGeneration: "content-or-labels",
  printer: () => endpointSlicePrinter,
  strategy: () => endpointSliceStrategy,
  warnings: () => endpointSliceWarnings,
});
