import { type KindDefinition, type KindFieldSelectors, textFields } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../../definition/define-kind.js";
import { resourceSlicePrinter } from "./printer.js";
import { resourceSliceGatedFields, resourceSliceStrategy } from "./strategy.js";

/** The selectable fields of a ResourceSlice in a version, which is part of the message for any other field. */
export function sliceSelectors(version: string): KindFieldSelectors {
  return {
    fields: textFields("spec.nodeName", "spec.driver"),
    unsupported: (field) => `field label not supported for resource.k8s.io/${version}, Kind=ResourceSlice: ${field}`,
  };
}

/** The properties of ResourceSlice in every version. */
export const resourceSliceEntry: BuiltInEntry = {
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceSlice",
  returnsDeletedObject: true,
  storageVersion: "v1beta2",
  namespaced: false,
  hasGeneration: "spec",
  printer: () => resourceSlicePrinter,
  fieldSelectors: sliceSelectors("v1"),
  strategy: () => resourceSliceStrategy,
  gatedFields: () => resourceSliceGatedFields,
};

/** resource.k8s.io/v1 ResourceSlice. */
export const resourceSlice: KindDefinition = defineKind(resourceSliceEntry);
