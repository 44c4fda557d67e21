import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { nameAndAgePrinter } from "../../printing/name-and-age-printer.js";
import { deviceClassGatedFields, deviceClassStrategy } from "./strategy.js";

/** resource.k8s.io/v1 DeviceClass. */
export const deviceClass: KindDefinition = defineKind({
  group: "resource.k8s.io",
  version: "v1",
  kind: "DeviceClass",
  plural: "deviceclasses",
  returnsDeletedObject: true,
  namespaced: false,
  hasGeneration: "spec",
  printer: () => nameAndAgePrinter,
  strategy: () => deviceClassStrategy,
  gatedFields: () => deviceClassGatedFields,
});
