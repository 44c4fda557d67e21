import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { volumeAttributesClassPrinter } from "./printer.js";
import { volumeAttributesClassStrategy } from "./strategy.js";

/** storage.k8s.io/v1 VolumeAttributesClass. */
export const volumeAttributesClass: KindDefinition = defineKind({
  group: "storage.k8s.io",
  version: "v1",
  kind: "VolumeAttributesClass",
  plural: "volumeattributesclasses",
  returnsDeletedObject: true,
  shortNames: ["vac"],
  namespaced: false,
  printer: () => volumeAttributesClassPrinter,
  strategy: () => volumeAttributesClassStrategy,
});
