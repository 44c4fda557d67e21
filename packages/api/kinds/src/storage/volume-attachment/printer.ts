import { ageOf, type ColumnDefinition, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

const attacher: ColumnDefinition = Object.freeze({
  ...column("Attacher", "string", documented("storage.v1.VolumeAttachmentSpec", "attacher")),
  format: "name",
});

/** storage.k8s.io/v1 VolumeAttachment. */
export const volumeAttachmentPrinter: Printer = {
  columns: [
    nameColumn,
    attacher,
    column("PV", "string", documented("storage.v1.VolumeAttachmentSource", "persistentVolumeName")),
    column("Node", "string", documented("storage.v1.VolumeAttachmentSpec", "nodeName")),
    column("Attached", "boolean", documented("storage.v1.VolumeAttachmentStatus", "attached")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    return [
      nameOf(item),
      text(spec.attacher),
      text(object(spec.source).persistentVolumeName),
      text(spec.nodeName),
      object(item.status).attached === true,
      ageOf(item, nowMs),
    ];
  },
};
