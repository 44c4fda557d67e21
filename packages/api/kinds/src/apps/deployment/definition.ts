import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { scaleSubresource } from "../../definition/scale-subresource.js";
import { deploymentPrinter } from "./printer.js";
import { deploymentStrategy, gatedDeploymentFields } from "./strategy.js";
import { deploymentWarnings } from "./warnings.js";

/** apps/v1 Deployment. */
export const deployment: KindDefinition = defineKind({
  group: "apps",
  version: "v1",
  kind: "Deployment",
  shortNames: ["deploy"],
  categories: ["all"],
  subresources: [scaleSubresource, "status"],
  hasGeneration: "spec-or-annotations",
  printer: () => deploymentPrinter,
  strategy: () => deploymentStrategy,
  warnings: () => deploymentWarnings,
  gatedFields: () => gatedDeploymentFields,
});
