import type { KeyedController, PersistentVolume } from "@engenho/core";
import { createProtectionController, type ProtectionOptions } from "./protection-controller.js";

/** PV protection: keeps a PersistentVolume in deletion while it is bound (upstream: pkg/controller/volume/pvprotection). */
export function createPersistentVolumeProtection(options: ProtectionOptions): KeyedController {
  return createProtectionController(options, {
    controllerName: "persistentvolume-protection-controller",
    apiVersion: "v1",
    kind: "PersistentVolume",
    finalizer: "kubernetes.io/pv-protection",
    isInUse: (volume) => (volume as PersistentVolume).status?.phase === "Bound",
  });
}
