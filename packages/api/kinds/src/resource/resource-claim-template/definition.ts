import type { KindDefinition } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../../definition/define-kind.js";
import { nameAndAgePrinter } from "../../printing/name-and-age-printer.js";
import { resourceClaimTemplateGatedFields, resourceClaimTemplateStrategy } from "./strategy.js";

/** The properties of ResourceClaimTemplate in every version. */
export const resourceClaimTemplateEntry: BuiltInEntry = {
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceClaimTemplate",
  returnsDeletedObject: true,
  storageVersion: "v1beta2",
  printer: () => nameAndAgePrinter,
  strategy: () => resourceClaimTemplateStrategy,
  gatedFields: () => resourceClaimTemplateGatedFields,
};

/** resource.k8s.io/v1 ResourceClaimTemplate. */
export const resourceClaimTemplate: KindDefinition = defineKind(resourceClaimTemplateEntry);
