import type { EtcdClient } from "../client/etcd-client.js";

/** The newest revision of etcd, by a linearizable read. Concurrent calls share one request. */
export class NewestRevision {
  readonly #client: EtcdClient;
  readonly #key: Buffer;
  #asked: Promise<number> | undefined;
  #next: Promise<number> | undefined;

  /** `prefix`: the prefix of the keys that the client may read. */
  constructor(client: EtcdClient, prefix: string) {
    this.#client = client;
    this.#key = Buffer.from(`${prefix}/`);
  }

  /** A revision that etcd had after the call. */
  get(): Promise<number> {
    if (this.#asked === undefined) return this.#ask();
    // A request in flight may have been answered by etcd before this call.
    this.#next ??= this.#asked
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#ask();
      });
    return this.#next;
  }

  #ask(): Promise<number> {
    const asked = this.#client
      .range({ key: this.#key, limit: 1, keysOnly: true })
      .then(({ revision }) => revision)
      .finally(() => {
        if (this.#asked === asked) this.#asked = undefined;
      });
    this.#asked = asked;
    return asked;
  }
}
