import { type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { namespacePrinter } from "./printer.js";
import { namespaceStrategy } from "./strategy.js";

/** v1 Namespace. */
export const namespace: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "Namespace",
  returnsDeletedObject: true,
  shortNames: ["ns"],
  namespaced: false,
  verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
  subresources: [
    { name: "finalize", verbs: ["update"], body: { group: "", version: "v1", kind: "Namespace" } },
    "status",
  ],
  printer: () => namespacePrinter,
  fieldSelectors: { fields: textFields("status.phase"), unsupported: unsupportedLabel },
  strategy: () => namespaceStrategy,
});
