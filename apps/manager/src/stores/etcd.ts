import { isStoreError } from "@engenho/core";
import { createEtcdStore } from "@engenho/store-etcd";
import { UsageError } from "../usage-error.js";
import type { OpenStore } from "./open-store.js";

/** Opens the store in the etcd of `--etcd-servers`. Throws UsageError that names the flag. */
export const openEtcd: OpenStore = async ({ options, registry, limits }) => {
  const { etcdServers, etcdPrefix, etcdCafile, etcdCertfile, etcdKeyfile, etcdCompactionInterval } = options;
  try {
    return await createEtcdStore({
      ...registry,
      servers: etcdServers,
      prefix: etcdPrefix,
      caFile: etcdCafile,
      certFile: etcdCertfile,
      keyFile: etcdKeyfile,
      compactionIntervalMs: etcdCompactionInterval,
      watchHistoryBytes: limits.watchHistoryBytes,
    });
  } catch (error) {
    if (isStoreError(error)) throw new UsageError(`--etcd-servers: ${error.message}`, 1);
    throw error;
  }
};
