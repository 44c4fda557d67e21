import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { nameAndAgePrinter } from "../../printing/name-and-age-printer.js";
import { resourceClaimTemplateGatedFields, resourceClaimTemplateStrategy } from "./strategy.js";

/** resource.k8s.io/v1 ResourceClaimTemplate. */
export const resourceClaimTemplate: KindDefinition = defineKind({
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceClaimTemplate",
  returnsDeletedObject: true,
  printer: () => nameAndAgePrinter,
  strategy: () => resourceClaimTemplateStrategy,
  gatedFields: () => resourceClaimTemplateGatedFields,
});
