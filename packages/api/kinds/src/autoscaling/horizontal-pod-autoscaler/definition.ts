import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { horizontalPodAutoscalerPrinter } from "./printer.js";
import { gatedAutoscalerFields, horizontalPodAutoscalerStrategy } from "./strategy.js";

/** autoscaling/v2 HorizontalPodAutoscaler. */
export const horizontalPodAutoscaler: KindDefinition = defineKind({
  group: "autoscaling",
  version: "v2",
  kind: "HorizontalPodAutoscaler",
  shortNames: ["hpa"],
  categories: ["all"],
  subresources: ["status"],
  printer: () => horizontalPodAutoscalerPrinter,
  strategy: () => horizontalPodAutoscalerStrategy,
  gatedFields: () => gatedAutoscalerFields,
});
