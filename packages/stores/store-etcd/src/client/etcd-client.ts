import type { Clock, Logger, RandomSource } from "@engenho/core";
import type { Credentials } from "./credentials.js";
import { GrpcConnection, type MessageStream, type Metadata, type StreamHandlers } from "./grpc-connection.js";
import { GrpcError, grpcCodes, isUnreachable, isWorthAnotherTry } from "./grpc-error.js";
import {
  decodeLeaseGrant,
  decodeRange,
  decodeStatus,
  decodeTxn,
  encodeCompaction,
  encodeLeaseGrant,
  encodeRange,
  encodeTxn,
  type MemberStatus,
  type RangeRequest,
  type RangeResponse,
  type TxnRequest,
  type TxnResponse,
} from "./messages.js";

/** Options of {@link EtcdClient}. */
export interface EtcdClientOptions {
  /** The members' client URLs: `http://host:port` or `https://host:port`. At least one. */
  readonly servers: readonly string[];
  readonly credentials: Credentials;
  /** How long a call may take, including all attempts. */
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

const connectTimeoutMs = 2_000;
const firstRetryMs = 50;
const longestRetryMs = 1_000;
/**
 * How long a client that never had a connection keeps trying when connections are refused: the address is wrong, or
 * etcd is about to start.
 */
const unreachableMs = 3_000;

/** As etcd's own client: a member without a leader fails at once, so that another one is tried. */
const requireLeader: Metadata = { hasleader: "true" };

/**
 * A client of etcd's API v3 with one connection, to the first member that answers. When the connection is lost, or the
 * member has no leader, the next member is used. Calls that fail for such a reason are retried until their time is
 * over, so a write may be executed twice, which its comparisons must make harmless. Before the first connection, a call
 * fails soon if all connections are refused.
 */
export class EtcdClient {
  readonly #options: EtcdClientOptions;
  #server: number;
  #connection: GrpcConnection | undefined;
  #connecting: Promise<GrpcConnection> | undefined;
  #wasConnected = false;
  #isClosed = false;

  constructor(options: EtcdClientOptions) {
    this.#options = options;
    this.#server = Math.floor(options.random.next() * options.servers.length);
  }

  async range(request: RangeRequest): Promise<RangeResponse> {
    return decodeRange(await this.#call("/etcdserverpb.KV/Range", encodeRange(request)));
  }

  /** Retried like the other calls: see {@link EtcdClient}. `isRepeated`: an earlier attempt may have succeeded. */
  async txn(request: TxnRequest): Promise<TxnResponse & { readonly isRepeated: boolean }> {
    let isRepeated = false;
    const onRepeat = () => {
      isRepeated = true;
    };
    const message = await this.#call("/etcdserverpb.KV/Txn", encodeTxn(request), onRepeat);
    return { ...decodeTxn(message), isRepeated };
  }

  /** Compacts the versions before a revision. */
  async compact(revision: number): Promise<void> {
    await this.#call("/etcdserverpb.KV/Compact", encodeCompaction(revision));
  }

  /** Creates a lease and returns its ID. When it expires, the keys attached to it are deleted. */
  async grantLease(ttlSeconds: number): Promise<bigint> {
    return decodeLeaseGrant(await this.#call("/etcdserverpb.Lease/LeaseGrant", encodeLeaseGrant(ttlSeconds)));
  }

  /** The status of the current member. */
  async status(): Promise<MemberStatus> {
    return decodeStatus(await this.#call("/etcdserverpb.Maintenance/Status", Buffer.alloc(0)));
  }

  /** Opens a stream of watches, which ends with the current connection. Rejects if no member answers. */
  async watch(handlers: StreamHandlers): Promise<MessageStream> {
    const connection = await this.#connected();
    return connection.stream("/etcdserverpb.Watch/Watch", requireLeader, {
      onMessage: (message) => handlers.onMessage(message),
      onEnd: (error) => {
        if (error === undefined || isWorthAnotherTry(error)) this.leave(connection, error?.message ?? "a watch ended");
        handlers.onEnd(error);
      },
    });
  }

  /** Switches to another member if `connection` (default: the current one) is still in use. */
  leave(connection = this.#connection, why = "asked to"): void {
    if (connection === undefined || connection !== this.#connection) return;
    this.#connection = undefined;
    connection.close(why);
    if (this.#isClosed) return;
    const { servers, logger } = this.#options;
    logger.warn({ server: servers[this.#server], reason: why }, "lost the connection to etcd");
    this.#server = (this.#server + 1) % servers.length;
  }

  /** Ends every call. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#connection?.close("the client was closed");
    this.#connection = undefined;
  }

  async #call(path: string, message: Buffer, onRepeat?: () => void): Promise<Buffer> {
    const { clock, requestTimeoutMs } = this.#options;
    const deadlineMs = clock.monotonicNow() + requestTimeoutMs;
    let unreachableSinceMs = Number.POSITIVE_INFINITY;
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(2 * retryMs, longestRetryMs)) {
      try {
        return await this.#attempt(path, message, deadlineMs);
      } catch (error) {
        const nowMs = clock.monotonicNow();
        const isNobodyThere = !this.#wasConnected && isUnreachable(error);
        unreachableSinceMs = isNobodyThere ? Math.min(unreachableSinceMs, nowMs) : Number.POSITIVE_INFINITY;
        const isOver = nowMs + retryMs >= Math.min(deadlineMs, unreachableSinceMs + unreachableMs);
        if (this.#isClosed || isOver || !isWorthAnotherTry(error)) throw error;
      }
      onRepeat?.();
      await new Promise<void>((resolve) => clock.setTimer(resolve, retryMs));
    }
  }

  async #attempt(path: string, message: Buffer, deadlineMs: number): Promise<Buffer> {
    const connection = this.#connection?.isOpen === true ? this.#connection : await this.#connected();
    try {
      const timeoutMs = Math.max(1, deadlineMs - this.#options.clock.monotonicNow());
      return await connection.unary(path, message, { timeoutMs, metadata: requireLeader });
    } catch (error) {
      if (isWorthAnotherTry(error)) this.leave(connection, (error as GrpcError).message);
      throw error;
    }
  }

  #connected(): Promise<GrpcConnection> {
    if (this.#connection?.isOpen === true) return Promise.resolve(this.#connection);
    if (this.#connection !== undefined) this.leave(this.#connection, "the connection was closed");
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  /** Tries each member once, beginning with the current one. */
  async #connect(): Promise<GrpcConnection> {
    const { servers, credentials, clock } = this.#options;
    const failures: Error[] = [];
    for (let tried = 0; tried < servers.length; tried++) {
      if (this.#isClosed) throw new GrpcError(grpcCodes.unavailable, "the client was closed");
      const url = servers[this.#server] as string;
      try {
        // Certificates are read for each connection, so that renewed ones are used without a restart.
        const tls = await credentials.forServer(url);
        const connection = await GrpcConnection.open({ url, tls, connectTimeoutMs }, clock);
        this.#wasConnected = true;
        if (this.#isClosed) connection.close();
        else this.#connection = connection;
        return connection;
      } catch (error) {
        failures.push(error as Error);
        this.#server = (this.#server + 1) % servers.length;
      }
    }
    throw new GrpcError(grpcCodes.unavailable, failures.map((failure) => failure.message).join("; "), {
      cause: failures,
    });
  }
}
