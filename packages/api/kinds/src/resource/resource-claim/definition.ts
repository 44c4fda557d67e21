import type { KindDefinition } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../../definition/define-kind.js";
import { resourceClaimPrinter } from "./printer.js";
import { resourceClaimGatedFields, resourceClaimStrategy } from "./strategy.js";

/** The properties of ResourceClaim in every version. */
export const resourceClaimEntry: BuiltInEntry = {
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceClaim",
  returnsDeletedObject: true,
  storageVersion: "v1beta2",
  subresources: ["status"],
  printer: () => resourceClaimPrinter,
  strategy: () => resourceClaimStrategy,
  gatedFields: () => resourceClaimGatedFields,
};

/** resource.k8s.io/v1 ResourceClaim. */
export const resourceClaim: KindDefinition = defineKind(resourceClaimEntry);
