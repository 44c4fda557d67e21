import type { Clock, RandomSource, Store } from "@engenho/core";
import { createStandardRegistry } from "@engenho/standard-registry";
import { JournalBackend } from "./journal-backend.js";

/** Options of {@link openJournalStore}. */
export interface JournalStoreOptions {
  /** The file; it is created by the first commit. */
  readonly path: string;
  /** How many commits a watch may lag behind. Default 1000. */
  readonly watchHistoryLimit?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the system's. */
  readonly random?: RandomSource;
}

/** A store whose objects survive a restart of the process: a registry on a Backend with a file. */
export function openJournalStore(options: JournalStoreOptions): Store & { close(): Promise<void> } {
  const backend = new JournalBackend(options.path, options.watchHistoryLimit);
  const { clock, random } = options;
  const store = createStandardRegistry(backend, { clock, random });
  return Object.assign(store, {
    close: async () => backend.close(),
  });
}
