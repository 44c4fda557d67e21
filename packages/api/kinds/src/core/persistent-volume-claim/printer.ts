import { canonicalQuantity } from "@engenho/core";
import { ageOf, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";
import { accessModesText, orUnset, phase, storageClassOf } from "../../printing/volume-columns.js";

/** v1 PersistentVolumeClaim. */
export const persistentVolumeClaimPrinter: Printer = {
  columns: [
    nameColumn,
    column("Status", "string", documented("core.v1.PersistentVolumeClaimStatus", "phase")),
    column("Volume", "string", documented("core.v1.PersistentVolumeClaimSpec", "volumeName")),
    column("Capacity", "string", documented("core.v1.PersistentVolumeClaimStatus", "capacity")),
    column("Access Modes", "string", documented("core.v1.PersistentVolumeClaimStatus", "accessModes")),
    column("StorageClass", "string", "StorageClass of the pvc"),
    column("VolumeAttributesClass", "string", "VolumeAttributesClass of the pvc"),
    ageColumn,
    wide("VolumeMode", "string", documented("core.v1.PersistentVolumeClaimSpec", "volumeMode")),
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    const status = object(item.status);
    const isBound = text(spec.volumeName) !== "";
    return [
      nameOf(item),
      phase(item),
      text(spec.volumeName),
      isBound ? canonicalQuantity(object(status.capacity).storage ?? 0) : "",
      isBound ? accessModesText(status.accessModes) : "",
      storageClassOf(item),
      orUnset(spec.volumeAttributesClassName),
      ageOf(item, nowMs),
      orUnset(spec.volumeMode),
    ];
  },
};
