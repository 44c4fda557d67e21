import type { OwnStore } from "../stores/open-store.js";
import type { Measure } from "./measure.js";

/** The size of the storage, with kube-apiserver's name; none for a store in memory, or while the storage does not answer. */
export function storageMeasure({ storageBytes }: Pick<OwnStore, "storageBytes">, kind: string): Measure {
  return {
    name: "apiserver_storage_size_bytes",
    type: "gauge",
    async read() {
      const bytes = await storageBytes?.().catch(() => undefined);
      return bytes === undefined ? [] : [{ labels: { storage_cluster_id: `${kind}-0` }, value: bytes }];
    },
  };
}
