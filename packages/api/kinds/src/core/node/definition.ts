import { fieldText, type KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { connector } from "../../shared/connector.js";
import { nodePrinter } from "./printer.js";
import { gatedNodeFields, nodeStrategy } from "./strategy.js";
import { nodeWarnings } from "./warnings.js";

/** v1 Node. */
export const node: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "Node",
  shortNames: ["no"],
  namespaced: false,
  subresources: [connector("proxy", "NodeProxyOptions"), "status"],
  printer: () => nodePrinter,
  fieldSelectors: {
    fields: [["spec.unschedulable", fieldText("spec.unschedulable", "false")]],
    unsupported: unsupportedLabel,
  },
  strategy: () => nodeStrategy,
  warnings: () => nodeWarnings,
  gatedFields: () => gatedNodeFields,
});
