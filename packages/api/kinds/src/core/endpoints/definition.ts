import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { endpointsPrinter } from "./printer.js";
import { endpointsStrategy } from "./strategy.js";
import { endpointsWarnings } from "./warnings.js";

/** v1 Endpoints. */
export const endpoints: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "Endpoints",
  plural: "endpoints",
  shortNames: ["ep"],
  deprecationWarning: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  printer: () => endpointsPrinter,
  strategy: () => endpointsStrategy,
  warnings: () => endpointsWarnings,
});
