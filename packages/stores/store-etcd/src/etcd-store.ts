import { checkOptions, consoleLogger, type OptionRules, optionRules, systemClock, systemRandom } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import {
  createStandardRegistry,
  type StandardRegistryOptions,
  standardKinds,
  standardRegistryRules,
} from "@engenho/standard-registry";
import { type Backend, type BackendLimits, backendLimitRules } from "@engenho/storage";
import { fileCredentials } from "./client/credentials.js";
import { EtcdClient } from "./client/etcd-client.js";
import { connectionFault } from "./connection-fault.js";
import { EtcdBackend } from "./etcd-backend.js";
import { KeyLayout } from "./layout/key-layout.js";
import { Compactor } from "./maintenance/compactor.js";
import { Leases } from "./maintenance/leases.js";

/** Options of {@link createEtcdStore}. */
export interface EtcdStoreOptions
  extends StandardRegistryOptions,
    Pick<BackendLimits, "watchHistoryLimit" | "watchHistoryBytes"> {
  /**
   * The client URLs of etcd's members, such as `http://127.0.0.1:2379`. One of them is used; if it fails, another one.
   */
  readonly servers: readonly string[];
  /** The start of all keys of the cluster. Default `/registry`, which is kube-apiserver's. */
  readonly prefix?: string | undefined;
  /** A file with the authorities, in PEM, that etcd's certificates are checked against. Default: those of Node. */
  readonly caFile?: string | undefined;
  /** A file with the client's certificate, in PEM; read again for each connection. Default: none. */
  readonly certFile?: string | undefined;
  /** A file with the key of that certificate, in PEM. */
  readonly keyFile?: string | undefined;
  /**
   * How long etcd keeps overwritten versions, in milliseconds: older ones are compacted, in coordination with other API
   * servers on the same etcd. 0: this store does not compact. Default 300 000.
   */
  readonly compactionIntervalMs?: number | undefined;
  /** How long an Event lives after its last write, in milliseconds, by a lease of etcd; at least a second. Default 3 600 000. */
  readonly eventTtlMs?: number | undefined;
  /** How long a call of etcd may take, including attempts at other members, in milliseconds. Default 15 000. */
  readonly requestTimeoutMs?: number | undefined;
}

/** A Store in etcd. */
export interface EtcdStore extends RegistryStore {
  /** Ends all watches and the connection; every later call throws StoreError `Closed`. May be called more than once. */
  close(): Promise<void>;
  /** The size of the file of etcd's database, in bytes, by the member that is asked. Rejects as a read does. */
  storageBytes(): Promise<number>;
}

const wholeNumber = optionRules.wholeNumber;

const rules: OptionRules<keyof EtcdStoreOptions> = {
  ...standardRegistryRules,
  servers: optionRules.required({
    expected: 'a list of URLs such as ["http://127.0.0.1:2379"]',
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isServer),
  }),
  prefix: { expected: 'a path such as "/registry"', accepts: isPath },
  caFile: optionRules.text,
  certFile: optionRules.text,
  keyFile: optionRules.text,
  compactionIntervalMs: wholeNumber(0, Number.POSITIVE_INFINITY),
  eventTtlMs: wholeNumber(1_000, Number.POSITIVE_INFINITY),
  requestTimeoutMs: wholeNumber(1, Number.POSITIVE_INFINITY),
  watchHistoryLimit: backendLimitRules.watchHistoryLimit,
  watchHistoryBytes: backendLimitRules.watchHistoryBytes,
};

function isServer(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, hostname, pathname } = new URL(value);
  return (protocol === "http:" || protocol === "https:") && hostname !== "" && pathname === "/";
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && value.split("/").some((part) => part !== "");
}

/**
 * Opens a store with the behaviour of an API server whose objects are in etcd 3.4 or newer, or kine, under the keys of kube-apiserver. Other
 * programs may write to it at the same time: other engenho stores, and kube-apiserver if it writes JSON. Rejects with StoreError
 * `ServiceUnavailable` if no member can be reached, `Forbidden` if etcd refuses the client; TypeError for an invalid option.
 */
export async function createEtcdStore(options: EtcdStoreOptions): Promise<EtcdStore> {
  checkOptions("createEtcdStore", options, rules);
  const { backend, storageBytes, close } = await openEtcdBackend(options);
  const store = createStandardRegistry(backend, options);
  try {
    // Custom kinds must be served from the first call on.
    await store.kinds();
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(store, { storageBytes, close });
}

/** A backend in etcd. */
export interface OpenEtcdBackend {
  /** Objects as they are stored, without the rules of the API. */
  readonly backend: Backend;
  /** As {@link EtcdStore}'s. */
  storageBytes(): Promise<number>;
  /** Ends all watches and the connection. May be called more than once. */
  close(): Promise<void>;
}

/** Opens etcd without a registry, for tools that copy objects as they are stored. Rejects as {@link createEtcdStore}. */
export async function openEtcdBackend(options: EtcdStoreOptions): Promise<OpenEtcdBackend> {
  checkOptions("openEtcdBackend", options, rules);
  const { servers, caFile, certFile, keyFile, requestTimeoutMs = 15_000, kinds = [], services } = options;
  const { compactionIntervalMs = 300_000, eventTtlMs = 3_600_000 } = options;
  const { watchHistoryLimit, watchHistoryBytes } = options;
  const { logger = consoleLogger, random = systemRandom } = options;
  const layout = new KeyLayout(options.prefix ?? "/registry", standardKinds({ services }), kinds);
  // The clock option is for the objects; the network uses the system's.
  const clock = systemClock;
  const credentials = fileCredentials({ caFile, certFile, keyFile });
  const client = new EtcdClient({ servers, credentials, requestTimeoutMs, clock, random, logger });
  let revision: number;
  try {
    ({ revision } = await client.range({ key: Buffer.from(`${layout.prefix}/`), limit: 1, keysOnly: true }));
  } catch (error) {
    client.close();
    throw connectionFault(error, { servers, prefix: layout.prefix });
  }
  const backend = new EtcdBackend({
    client,
    layout,
    clock,
    logger,
    revision,
    timeoutMs: requestTimeoutMs,
    history: { watchHistoryLimit, watchHistoryBytes },
    eventLeases: new Leases(client, clock, Math.round(eventTtlMs / 1_000)),
  });
  const compactor =
    compactionIntervalMs === 0 ? undefined : new Compactor({ client, clock, logger, intervalMs: compactionIntervalMs });
  const close = async () => {
    compactor?.close();
    backend.close();
  };
  const storageBytes = async () => (await client.status()).storageBytes;
  return { backend, storageBytes, close };
}
