import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { horizontalPodAutoscalerPrinter } from "../horizontal-pod-autoscaler/printer.js";
import { horizontalPodAutoscalerStrategy } from "../horizontal-pod-autoscaler/strategy.js";
import { autoscalerFromV1, autoscalerToV1 } from "./conversion.js";

/** autoscaling/v1 HorizontalPodAutoscaler: stored as autoscaling/v2; what v1 has no fields for is in annotations. */
export const horizontalPodAutoscalerV1: KindDefinition = defineKind({
  group: "autoscaling",
  version: "v1",
  kind: "HorizontalPodAutoscaler",
  shortNames: ["hpa"],
  categories: ["all"],
  subresources: ["status"],
  storedAs: { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" },
  conversion: {
    toStored: (object) => autoscalerFromV1(object),
    toServed: (object) => autoscalerToV1(object),
  },
  printer: () => ({
    ...horizontalPodAutoscalerPrinter,
    cells: (autoscaler, nowMs) =>
      horizontalPodAutoscalerPrinter.cells({ ...autoscalerFromV1(autoscaler as never) }, nowMs),
  }),
  strategy: () => horizontalPodAutoscalerStrategy,
});
