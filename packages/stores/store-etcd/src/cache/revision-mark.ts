import type { EtcdClient } from "../client/etcd-client.js";

/**
 * A key below the prefix of the cluster whose only use is that its writes are events: the watch shows them, and with them that it has
 * come to their revision. For members that cannot be asked for their progress.
 */
export class RevisionMark {
  readonly #client: EtcdClient;
  readonly #key: Buffer;
  #isSetting = false;

  constructor(client: EtcdClient, prefix: string) {
    this.#client = client;
    this.#key = Buffer.from(`${prefix}/engenho/revision`);
  }

  /** Writes the key, unless that is being done. Whoever waits for a revision asks again if it fails. */
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
