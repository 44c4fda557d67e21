import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { componentStatusPrinter } from "./printer.js";

/** The components of a control plane, which are one program here: if it responds, they are healthy. */
const components = ["controller-manager", "etcd-0", "scheduler"];

/** v1 ComponentStatus: asked for, and not stored. */
export const componentStatus: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "ComponentStatus",
  plural: "componentstatuses",
  shortNames: ["cs"],
  namespaced: false,
  verbs: Object.freeze(["get", "list"]),
  deprecationWarning: "v1 ComponentStatus is deprecated in v1.19+",
  printer: () => componentStatusPrinter,
  computed: () =>
    components.map((name) => ({
      apiVersion: "v1",
      kind: "ComponentStatus",
      metadata: { name },
      conditions: [{ type: "Healthy", status: "True", message: "ok" }],
    })),
});
