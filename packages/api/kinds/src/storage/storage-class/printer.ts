import { ageOf, isSet, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

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
