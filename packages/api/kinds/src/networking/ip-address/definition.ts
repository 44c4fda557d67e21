import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { ipAddressPrinter } from "./printer.js";
import { ipAddressStrategy } from "./strategy.js";

/** networking.k8s.io/v1 IPAddress. */
export const ipAddress: KindDefinition = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "IPAddress",
  plural: "ipaddresses",
  shortNames: ["ip"],
  namespaced: false,
  printer: () => ipAddressPrinter,
  strategy: () => ipAddressStrategy,
});
