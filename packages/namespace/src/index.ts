import { KindFilter } from "@engenho/core";

export { createNamespaceController, type NamespaceControllerOptions } from "./controller.js";

/** What the Namespace controller has to hear of. */
export const namespaceKinds: KindFilter = KindFilter.kind({ group: "", kind: "Namespace" });
