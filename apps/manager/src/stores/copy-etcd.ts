import { isStoreError, silentLogger } from "@engenho/core";
import { type EtcdStoreOptions, openEtcdBackend } from "@engenho/store-etcd";
import { UsageError } from "../usage-error.js";
import type { OpenForCopy } from "./copy-objects.js";

/** Opens etcd to copy from or to, without compaction. Throws UsageError. */
export async function openEtcdForCopy(options: EtcdStoreOptions): Promise<OpenForCopy> {
  try {
    return await openEtcdBackend({ ...options, compactionIntervalMs: 0, logger: silentLogger });
  } catch (error) {
    if (isStoreError(error)) throw new UsageError(error.message, 1);
    throw error instanceof TypeError ? new UsageError(error.message, 2) : error;
  }
}
