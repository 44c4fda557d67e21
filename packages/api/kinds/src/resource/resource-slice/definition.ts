import { type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { resourceSlicePrinter } from "./printer.js";
import { resourceSliceGatedFields, resourceSliceStrategy } from "./strategy.js";

/** resource.k8s.io/v1 ResourceSlice. */
export const resourceSlice: KindDefinition = defineKind({
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceSlice",
  returnsDeletedObject: true,
  namespaced: false,
  hasGeneration: "spec",
  printer: () => resourceSlicePrinter,
  fieldSelectors: {
    fields: textFields("spec.nodeName", "spec.driver"),
    unsupported: (field) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
  },
  strategy: () => resourceSliceStrategy,
  gatedFields: () => resourceSliceGatedFields,
});
