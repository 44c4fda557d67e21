import { canonicalQuantity } from "@engenho/core";
import { ageOf, isSet, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";
import { accessModesText, orUnset, phase, storageClassOf } from "../../printing/volume-columns.js";

/** v1 PersistentVolume. */
export const persistentVolumePrinter: Printer = {
  columns: [
    nameColumn,
    column("Capacity", "string", documented("core.v1.PersistentVolumeSpec", "capacity")),
    column("Access Modes", "string", documented("core.v1.PersistentVolumeSpec", "accessModes")),
    column("Reclaim Policy", "string", documented("core.v1.PersistentVolumeSpec", "persistentVolumeReclaimPolicy")),
    column("Status", "string", documented("core.v1.PersistentVolumeStatus", "phase")),
    column("Claim", "string", documented("core.v1.PersistentVolumeSpec", "claimRef")),
    column("StorageClass", "string", "StorageClass of the pv"),
    column("VolumeAttributesClass", "string", "VolumeAttributesClass of the pv"),
    column("Reason", "string", documented("core.v1.PersistentVolumeStatus", "reason")),
    ageColumn,
    wide("VolumeMode", "string", documented("core.v1.PersistentVolumeSpec", "volumeMode")),
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    const claim = isSet(spec.claimRef) ? object(spec.claimRef) : undefined;
    return [
      nameOf(item),
      canonicalQuantity(object(spec.capacity).storage ?? 0),
      accessModesText(spec.accessModes),
      text(spec.persistentVolumeReclaimPolicy),
      phase(item),
      claim === undefined ? "" : `${text(claim.namespace)}/${text(claim.name)}`,
      storageClassOf(item),
      orUnset(spec.volumeAttributesClassName),
      text(object(item.status).reason),
      ageOf(item, nowMs),
      orUnset(spec.volumeMode),
    ];
  },
};
