import type { EtcdClient } from "../client/etcd-client.js";

/**
 * A key below the prefix of the cluster that is written only to cause an event, which shows that the watch has reached
 * its revision. For members that do not support progress requests.
 */
export class RevisionMark {
  readonly #client: EtcdClient;
  readonly #key: Buffer;
  #isSetting = false;

  constructor(client: EtcdClient, prefix: string) {
    this.#client = client;
    this.#key = Buffer.from(`${prefix}/engenho/revision`);
  }

  /** Writes the key, unless a write is in progress. If it fails, the waiters call this again. */
  set(): void {
    if (this.#isSetting) return;
    this.#isSetting = true;
    const put = { type: "put", key: this.#key, value: Buffer.alloc(0) } as const;
    this.#client
      .txn({ compare: [], success: [put], failure: [] })
      .catch(() => undefined)
      .finally(() => {
        this.#isSetting = false;
      });
  }
}
