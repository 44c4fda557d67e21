import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { controllerRevisionPrinter } from "./printer.js";
import { controllerRevisionStrategy } from "./strategy.js";

/** apps/v1 ControllerRevision. */
export const controllerRevision: KindDefinition = defineKind({
  group: "apps",
  version: "v1",
  kind: "ControllerRevision",
  printer: () => controllerRevisionPrinter,
  strategy: () => controllerRevisionStrategy,
});
