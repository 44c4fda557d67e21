import type { MaybePromise } from "@engenho/machinery";
import type { RegistryStore } from "@engenho/registry";
import type { StandardRegistryOptions } from "@engenho/standard-registry";
import type { ManagerOptions } from "../manager-options.js";

/** A store that the program has opened. */
export interface OwnStore extends RegistryStore {
  /** Ends all watches; every later call throws StoreError `Closed`. */
  close(): Promise<void>;
  /** The size of the files that objects are stored in, in bytes. Default: there are none. */
  storageBytes?(): Promise<number>;
}

/** The limits of a store. */
export interface StoreLimits {
  /** The approximate maximum size of all objects in memory, in bytes. */
  readonly storageQuotaBytes: number;
  /** The approximate maximum size of the history for watches, in bytes. */
  readonly watchHistoryBytes: number;
  /** The maximum age of the history for watches, in milliseconds. */
  readonly watchHistoryMs: number;
}

/** The inputs of opening a store. */
export interface StoreRequest {
  /** The program's options; each store reads its own. */
  readonly options: ManagerOptions;
  /** The options of the registry over the store. */
  readonly registry: StandardRegistryOptions;
  readonly limits: StoreLimits;
}

/** Opens a store. Throws UsageError that names the flag for one that cannot be opened. */
export type OpenStore = (request: StoreRequest) => MaybePromise<OwnStore>;
