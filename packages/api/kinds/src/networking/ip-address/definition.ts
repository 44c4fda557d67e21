import type { KindDefinition } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../../definition/define-kind.js";
import { ipAddressPrinter } from "./printer.js";
import { ipAddressStrategy } from "./strategy.js";

/** The properties of IPAddress in every version. */
export const ipAddressEntry: BuiltInEntry = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "IPAddress",
  plural: "ipaddresses",
  shortNames: ["ip"],
  namespaced: false,
  printer: () => ipAddressPrinter,
  strategy: () => ipAddressStrategy,
};

/** networking.k8s.io/v1 IPAddress. */
export const ipAddress: KindDefinition = defineKind(ipAddressEntry);
