import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { volumeAttachmentPrinter } from "./printer.js";
import { volumeAttachmentGatedFields, volumeAttachmentStrategy } from "./strategy.js";

/** storage.k8s.io/v1 VolumeAttachment. */
export const volumeAttachment: KindDefinition = defineKind({
  group: "storage.k8s.io",
  version: "v1",
  kind: "VolumeAttachment",
  returnsDeletedObject: true,
  namespaced: false,
  subresources: ["status"],
  printer: () => volumeAttachmentPrinter,
  strategy: () => volumeAttachmentStrategy,
  gatedFields: () => volumeAttachmentGatedFields,
});
