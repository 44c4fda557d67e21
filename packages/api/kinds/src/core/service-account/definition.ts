import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { createToken } from "./create-token.js";
import { serviceAccountPrinter } from "./printer.js";
import { serviceAccountWarnings } from "./warnings.js";

/** v1 ServiceAccount. */
export const serviceAccount: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "ServiceAccount",
  returnsDeletedObject: true,
  shortNames: ["sa"],
  subresources: [
    {
      name: "token",
      verbs: ["create"],
      body: { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
      schemaName: "io.k8s.api.authentication.v1.TokenRequest",
      // The handler is loaded by its first call.
      create: (context, body, options) => createToken(context, body, options),
    },
  ],
  printer: () => serviceAccountPrinter,
  warnings: () => serviceAccountWarnings,
});
