import type { KindDefinition } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../../definition/define-kind.js";
import { serviceCidrPrinter } from "./printer.js";
import { serviceCidrStrategy } from "./strategy.js";

/** The properties of ServiceCIDR in every version. */
export const serviceCidrEntry: BuiltInEntry = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "ServiceCIDR",
  namespaced: false,
  subresources: ["status"],
  printer: () => serviceCidrPrinter,
  strategy: () => serviceCidrStrategy,
};

/** networking.k8s.io/v1 ServiceCIDR. */
export const serviceCidr: KindDefinition = defineKind(serviceCidrEntry);
