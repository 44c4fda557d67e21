import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { podDisruptionBudgetPrinter } from "./printer.js";
import { podDisruptionBudgetStrategy } from "./strategy.js";

/** policy/v1 PodDisruptionBudget. */
export const podDisruptionBudget: KindDefinition = defineKind({
  group: "policy",
  version: "v1",
  kind: "PodDisruptionBudget",
  shortNames: ["pdb"],
  subresources: ["status"],
  hasGeneration: "spec",
  printer: () => podDisruptionBudgetPrinter,
  strategy: () => podDisruptionBudgetStrategy,
});
