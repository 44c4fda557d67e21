import { copyWith, type coreV1, type KubernetesObject } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import type { AdmissionPlugin } from "@engenho/registry";
import { derivedFrom } from "../shared/derived-from.js";
import { newestDefault } from "../shared/newest-default.js";

const annotations = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
const defaultClass = derivedFrom({ group: "storage.k8s.io", kind: "StorageClass" }, (classes) =>
  newestDefault(classes, annotations),
);

/** Gives a new PersistentVolumeClaim without a class the default one (upstream: storage/storageclass/setdefault). */
export const defaultStorageClass: AdmissionPlugin = {
  name: "DefaultStorageClass",
  handles: (operation, { stored }, subresource) =>
    operation === "CREATE" && subresource === "" && stored.kind === "PersistentVolumeClaim" && stored.group === "",
  mutate({ object }, context) {
    const claim = object as coreV1.PersistentVolumeClaim & KubernetesObject;
    const beta = claim.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"];
    if (beta !== undefined || claim.spec?.storageClassName !== undefined) return claim;
    return andThen(defaultClass(context), (storageClassName) =>
      storageClassName === undefined ? claim : copyWith(claim, { spec: { ...claim.spec, storageClassName } }),
    );
  },
};
