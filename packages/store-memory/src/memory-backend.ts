import { type ObjectList, type Stored, StoreError, type Watch, type WatchOptions } from "@engenho/core";
import {
  type Backend,
  type BackendListOptions,
  type BackendWrite,
  CommitLog,
  type CommitResult,
  type GroupKind,
  ObjectTable,
  PagedLists,
  type StorageKey,
  sealObject,
} from "@engenho/registry";

/** Options of {@link MemoryBackend}. */
export interface MemoryBackendOptions {
  /** How many commits are kept for watches to read. Default 32 768. */
  readonly watchHistoryLimit?: number | undefined;
}

/** Objects in this process: one table per kind, one log of commits. Every call is synchronous. */
export class MemoryBackend implements Backend {
  readonly #tables = new Map<string, Map<string, ObjectTable>>();
  readonly #log: CommitLog;
  readonly #pages = new PagedLists();
  #closed = false;

  constructor(options: MemoryBackendOptions = {}) {
    this.#log = new CommitLog(options.watchHistoryLimit === undefined ? {} : { limit: options.watchHistoryLimit });
  }

  get resourceVersion(): string {
    return String(this.#log.version);
  }

  get(key: StorageKey): Stored | undefined {
    this.#checkOpen();
    return this.#tables.get(key.group)?.get(key.kind)?.get(key.namespace, key.name);
  }

  list(kind: GroupKind, options: BackendListOptions): ObjectList {
    this.#checkOpen();
    return this.#pages.list({
      tableName: `${kind.group}/${kind.kind}`,
      table: this.#table(kind),
      query: options,
      version: this.#log.version,
      limit: options.limit,
      continue: options.continue,
    });
  }

  commit(write: BackendWrite): CommitResult {
    this.#checkOpen();
    const { key } = write;
    const table = this.#table(key);
    const current = table.get(key.namespace, key.name);
    if (current !== (write.type === "create" ? undefined : write.previous)) return { type: "conflict", current };
    const version = this.#log.version + 1;
    const object = sealObject(write.object, String(version));
    switch (write.type) {
      case "create":
        table.set(key.namespace, key.name, object);
        this.#log.append({ type: "ADDED", object }, version);
        break;
      case "update":
        table.set(key.namespace, key.name, object);
        this.#log.append({ type: "MODIFIED", object, previous: write.previous }, version);
        break;
      case "delete":
        table.delete(key.namespace, key.name);
        this.#log.append({ type: "DELETED", object, previous: write.previous }, version);
        break;
    }
    this.#pages.dropBefore(this.#log.oldestVersion);
    return { type: "committed", object };
  }

  watch(options: WatchOptions): Watch {
    return this.#log.watch(options);
  }

  close(): void {
    this.#closed = true;
    this.#log.close();
  }

  #table(kind: GroupKind): ObjectTable {
    let kinds = this.#tables.get(kind.group);
    if (kinds === undefined) {
      kinds = new Map();
      this.#tables.set(kind.group, kinds);
    }
    let table = kinds.get(kind.kind);
    if (table === undefined) {
      table = new ObjectTable();
      kinds.set(kind.kind, table);
    }
    return table;
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError("Closed", "the store is closed");
  }
}
