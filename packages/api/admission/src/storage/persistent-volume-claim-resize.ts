import { compareQuantities, type coreV1, type KubernetesObject, parseQuantity, type storageV1 } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import { type AdmissionPlugin, admissionForbidden } from "@engenho/registry";

type Claim = KubernetesObject & Pick<coreV1.PersistentVolumeClaim, "spec" | "status">;

/**
 * Rejects the expansion of PersistentVolumeClaims that are not bound, or whose StorageClass does not allow it
 * (upstream: storage/persistentvolume/resize).
 */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: "PersistentVolumeClaimResize",
  handles: (operation, { stored }, subresource) =>
    operation === "UPDATE" && subresource === "" && stored.kind === "PersistentVolumeClaim" && stored.group === "",
  validate(request, context) {
    const claim = request.object as Claim;
    const before = request.oldObject as Claim;
    if (compareQuantities(sizeOf(claim), sizeOf(before)) <= 0) return undefined;
    if (before.status?.phase !== "Bound") {
      throw admissionForbidden(request, { reason: "Only bound persistent volume claims can be expanded" });
    }
    const name = classOf(claim);
    const key = { group: "storage.k8s.io", kind: "StorageClass", namespace: "", name };
    const found = name === "" || name !== classOf(before) ? undefined : context.get(key);
    return andThen(found, (storageClass) => {
      if ((storageClass as storageV1.StorageClass | undefined)?.allowVolumeExpansion === true) return;
      throw admissionForbidden(request, {
        reason:
          "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
      });
    });
  },
};

function sizeOf({ spec }: Claim) {
  return parseQuantity(spec?.resources?.requests?.storage ?? "0");
}

/** The annotation takes precedence over the field. */
function classOf({ metadata, spec }: Claim): string {
  return metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec?.storageClassName ?? "";
}
