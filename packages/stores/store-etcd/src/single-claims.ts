import type { Claims } from "@engenho/storage";
import type { EtcdClient } from "./client/etcd-client.js";
import { GrpcError, grpcCodes } from "./client/grpc-error.js";

/** Whether a server knows only the transactions that kube-apiserver makes, each of one key: kine. */
export function isUnsupported(error: unknown): boolean {
  return (
    error instanceof GrpcError &&
    error.code === grpcCodes.invalidArgument &&
    error.message.includes("unsupported operations in txn request")
  );
}

/** The claims of an object where no transaction writes several keys: each is taken before the object is written, and given back behind it. */
export class SingleClaims {
  readonly #client: EtcdClient;
  readonly #keyOf: (claim: string) => Buffer;

  constructor(client: EtcdClient, keyOf: (claim: string) => Buffer) {
    this.#client = client;
    this.#keyOf = keyOf;
  }

  /** Takes all of them or none. Returns the one that somebody else has, if any. `owner`: the key of the object. */
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

  /** Gives back. */
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
