import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { podTemplatePrinter } from "./printer.js";

/** v1 PodTemplate. */
export const podTemplate: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "PodTemplate",
  hasGeneration: "template",
  printer: podTemplatePrinter,
});
