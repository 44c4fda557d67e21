import type { KindDefinition } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../../definition/define-kind.js";
import { volumeAttributesClassPrinter } from "./printer.js";
import { volumeAttributesClassStrategy } from "./strategy.js";

/** The properties of VolumeAttributesClass in every version. */
export const volumeAttributesClassEntry: BuiltInEntry = {
  group: "storage.k8s.io",
  version: "v1",
  kind: "VolumeAttributesClass",
  plural: "volumeattributesclasses",
  returnsDeletedObject: true,
  storageVersion: "v1beta1",
  shortNames: ["vac"],
  namespaced: false,
  printer: () => volumeAttributesClassPrinter,
  strategy: () => volumeAttributesClassStrategy,
};

/** storage.k8s.io/v1 VolumeAttributesClass. */
export const volumeAttributesClass: KindDefinition = defineKind(volumeAttributesClassEntry);
