import type { KindDefinition } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../../definition/define-kind.js";
import { nameAndAgePrinter } from "../../printing/name-and-age-printer.js";
import { deviceClassGatedFields, deviceClassStrategy } from "./strategy.js";

/** The properties of DeviceClass in every version. */
export const deviceClassEntry: BuiltInEntry = {
  group: "resource.k8s.io",
  version: "v1",
  kind: "DeviceClass",
  plural: "deviceclasses",
  returnsDeletedObject: true,
  storageVersion: "v1beta2",
  namespaced: false,
  hasGeneration: "spec",
  printer: () => nameAndAgePrinter,
  strategy: () => deviceClassStrategy,
  gatedFields: () => deviceClassGatedFields,
};

/** resource.k8s.io/v1 DeviceClass. */
export const deviceClass: KindDefinition = defineKind(deviceClassEntry);
