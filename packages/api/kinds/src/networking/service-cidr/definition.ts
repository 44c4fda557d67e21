import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { serviceCidrPrinter } from "./printer.js";
import { serviceCidrStrategy } from "./strategy.js";

/** networking.k8s.io/v1 ServiceCIDR. */
export const serviceCidr: KindDefinition = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "ServiceCIDR",
  namespaced: false,
  subresources: ["status"],
  printer: () => serviceCidrPrinter,
  strategy: () => serviceCidrStrategy,
});
