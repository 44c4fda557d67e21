import type { Claims } from "@engenho/storage";
import type { EtcdClient } from "./client/etcd-client.js";
import { GrpcError, grpcCodes } from "./client/grpc-error.js";

/** Whether a server supports only the transactions that kube-apiserver uses, with one key each: kine. */
export function isUnsupported(error: unknown): boolean {
  return (
    error instanceof GrpcError &&
    error.code === grpcCodes.invalidArgument &&
    error.message.includes("unsupported operations in txn request")
  );
}

/**
 * The claims of an object where transactions cannot write several keys: each value is taken before the object is
 * written, and released after it.
 */
export class SingleClaims {
  readonly #client: EtcdClient;
  readonly #keyOf: (claim: string) => Buffer;

  constructor(client: EtcdClient, keyOf: (claim: string) => Buffer) {
    this.#client = client;
    this.#keyOf = keyOf;
  }

  /** Takes all values or none. Returns the one that another object has, if any. `owner`: the key of the object. */
  async take({ take }: Claims, owner: Buffer): Promise<string | undefined> {
    for (const [index, claim] of take.entries()) {
      const key = this.#keyOf(claim);
      const { succeeded, isRepeated } = await this.#client.txn({
        compare: [{ target: "modRevision", key, value: 0 }],
        success: [{ type: "put", key, value: owner }],
        failure: [],
      });
      if (succeeded || (isRepeated && (await this.#ownerOf(key))?.value.equals(owner) === true)) continue;
      await this.give(take.slice(0, index));
      return claim;
    }
    return undefined;
  }

  /** Releases values. */
  async give(claims: readonly string[]): Promise<void> {
    for (const claim of claims) {
      const key = this.#keyOf(claim);
      const known = await this.#ownerOf(key);
      if (known === undefined) continue;
      await this.#client.txn({
        compare: [{ target: "modRevision", key, value: known.modRevision }],
        success: [{ type: "delete", key }],
        failure: [{ type: "range", key }],
      });
    }
  }

  async #ownerOf(key: Buffer) {
    const { kvs } = await this.#client.range({ key });
    return kvs[0];
  }
}
