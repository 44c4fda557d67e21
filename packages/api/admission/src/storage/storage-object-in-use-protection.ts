import { copyWith } from "@engenho/core";
import { type AdmissionPlugin, buildMetadata } from "@engenho/registry";

const finalizers: ReadonlyMap<string, string> = new Map([
  ["PersistentVolume", "kubernetes.io/pv-protection"],
  ["PersistentVolumeClaim", "kubernetes.io/pvc-protection"],
]);

/**
 * Gives new PersistentVolumes and PersistentVolumeClaims the finalizer that keeps them while they are in use (upstream:
 * storage/storageobjectinuseprotection). VolumeAttributesClasses get none, because no controller here would remove it.
 */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: "StorageObjectInUseProtection",
  handles: (operation, { stored }, subresource) =>
    operation === "CREATE" && subresource === "" && stored.group === "" && finalizers.has(stored.kind),
  mutate({ object, resource }) {
    const finalizer = finalizers.get(resource.stored.kind) as string;
    const present = object.metadata.finalizers ?? [];
    if (present.includes(finalizer)) return object;
    const metadata = buildMetadata(copyWith(object.metadata, { finalizers: [...present, finalizer] }));
    return copyWith(object, { metadata });
  },
};
