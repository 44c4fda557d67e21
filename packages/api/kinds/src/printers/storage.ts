import { canonicalQuantity } from "@engenho/core";
import { ageOf, type Fields, isSet, nameOf, object, text, texts } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "./printer.js";

const accessModes: ReadonlyMap<string, string> = new Map([
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
]);

/** `RWO,ROX`, always in the same order. */
function accessModesText(modes: unknown): string {
  const wanted = new Set(texts(modes));
  return [...accessModes]
    .filter(([mode]) => wanted.has(mode))
    .map(([, short]) => short)
    .join(",");
}

function storageClassOf(item: Fields): string {
  const annotations = object(object(item.metadata).annotations);
  const legacy = annotations["volume.beta.kubernetes.io/storage-class"];
  return typeof legacy === "string" ? legacy : text(object(item.spec).storageClassName);
}

function orUnset(value: unknown): string {
  return isSet(value) ? text(value) : "<unset>";
}

function phase(item: Fields): string {
  return isSet(object(item.metadata).deletionTimestamp) ? "Terminating" : text(object(item.status).phase);
}

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

const defaultClassAnnotations = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

/** storage.k8s.io/v1 StorageClass. */
export const storageClassPrinter: Printer = {
  columns: [
    nameColumn,
    column("Provisioner", "string", documented("storage.v1.StorageClass", "provisioner")),
    column("ReclaimPolicy", "string", documented("storage.v1.StorageClass", "reclaimPolicy")),
    column("VolumeBindingMode", "string", documented("storage.v1.StorageClass", "volumeBindingMode")),
    column("AllowVolumeExpansion", "string", documented("storage.v1.StorageClass", "allowVolumeExpansion")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const annotations = object(object(item.metadata).annotations);
    const isDefault = defaultClassAnnotations.some((annotation) => annotations[annotation] === "true");
    return [
      isDefault ? `${nameOf(item)} (default)` : nameOf(item),
      text(item.provisioner),
      isSet(item.reclaimPolicy) ? text(item.reclaimPolicy) : "Delete",
      isSet(item.volumeBindingMode) ? text(item.volumeBindingMode) : "Immediate",
      item.allowVolumeExpansion === true,
      ageOf(item, nowMs),
    ];
  },
};
