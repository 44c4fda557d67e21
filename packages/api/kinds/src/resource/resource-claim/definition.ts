import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { resourceClaimPrinter } from "./printer.js";
import { resourceClaimGatedFields, resourceClaimStrategy } from "./strategy.js";

/** resource.k8s.io/v1 ResourceClaim. */
export const resourceClaim: KindDefinition = defineKind({
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceClaim",
  returnsDeletedObject: true,
  subresources: ["status"],
  printer: () => resourceClaimPrinter,
  strategy: () => resourceClaimStrategy,
  gatedFields: () => resourceClaimGatedFields,
});
