import {
  type Clock,
  type ObjectList,
  type Stored,
  StoreError,
  systemClock,
  type Watch,
  type WatchOptions,
} from "@engenho/core";
import {
  type Backend,
  type BackendLimits,
  type BackendListOptions,
  type BackendWrite,
  type CommitLog,
  type CommitResult,
  checkStorageQuota,
  commitLogWithin,
  type GroupKind,
  ObjectTable,
  PagedLists,
  type StorageKey,
  sealObject,
  weightOf,
} from "@engenho/storage";

/** Options of {@link MemoryBackend}. */
export interface MemoryBackendOptions extends BackendLimits {
  /** The clock for `watchHistoryMs`. Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** The table of kinds without objects. */
const emptyTable = new ObjectTable();

/** In-memory storage: one table per kind, one log of commits. Every call is synchronous. */
export class MemoryBackend implements Backend {
  readonly #tables = new Map<string, Map<string, ObjectTable>>();
  readonly #log: CommitLog;
  readonly #pages = new PagedLists();
  readonly #quotaBytes: number;
  #weight = 0;
  #closed = false;

  constructor(options: MemoryBackendOptions = {}) {
    this.#log = commitLogWithin(options, options.clock ?? systemClock);
    this.#quotaBytes = options.storageQuotaBytes ?? Number.POSITIVE_INFINITY;
  }

  /** The approximate total size of the objects, in bytes. */
  get weight(): number {
    return this.#weight;
  }

  get resourceVersion(): string {
    return String(this.#log.version);
  }

  get oldestResourceVersion(): string {
    return String(this.#log.oldestVersion);
  }

  get(key: StorageKey): Stored | undefined {
    this.#checkOpen();
    return this.#tables.get(key.group)?.get(key.kind)?.get(key.namespace, key.name);
  }

  list(kind: GroupKind, options: BackendListOptions): ObjectList {
    this.#checkOpen();
    return this.#pages.list({
      tableName: `${kind.group}/${kind.kind}`,
      table: this.#tables.get(kind.group)?.get(kind.kind) ?? emptyTable,
      query: options,
      version: this.#log.version,
      limit: options.limit,
      continue: options.continue,
      history: { log: this.#log, kind },
    });
  }

  count(kind: GroupKind): number {
    this.#checkOpen();
    return this.#tables.get(kind.group)?.get(kind.kind)?.size ?? 0;
  }

  commit(write: BackendWrite): CommitResult {
    this.#checkOpen();
    const { key } = write;
    const table = this.#tables.get(key.group)?.get(key.kind) ?? new ObjectTable();
    const current = table.get(key.namespace, key.name);
    if (current !== (write.type === "create" ? undefined : write.previous)) return { type: "conflict", current };
    const version = this.#log.version + 1;
    const before = table.weight(key.namespace, key.name);
    const after = write.type === "delete" ? 0 : weightOf(write.object);
    checkStorageQuota(write, { weight: this.#weight, growth: after - before, quotaBytes: this.#quotaBytes });
    const object = sealObject(write.object, String(version));
    // The final state of a deleted object weighs about as much as its last version.
    const facts = { version, weight: before + (write.type === "delete" ? before : after) };
    switch (write.type) {
      case "create":
        if (table.size === 0) this.#addTable(key, table);
        table.set(key.namespace, key.name, object, after);
        this.#log.append({ type: "ADDED", object }, facts);
        break;
      case "update":
        table.set(key.namespace, key.name, object, after);
        this.#log.append({ type: "MODIFIED", object, previous: write.previous }, facts);
        break;
      case "delete":
        table.delete(key.namespace, key.name);
        if (table.size === 0) this.#removeTable(key);
        this.#log.append({ type: "DELETED", object, previous: write.previous }, facts);
        break;
    }
    this.#weight += after - before;
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

  #addTable({ group, kind }: GroupKind, table: ObjectTable): void {
    const kinds = this.#tables.get(group);
    if (kinds === undefined) this.#tables.set(group, new Map([[kind, table]]));
    else kinds.set(kind, table);
  }

  /** Removes the table of a kind without objects, because custom kinds come and go. */
  #removeTable({ group, kind }: GroupKind): void {
    const kinds = this.#tables.get(group);
    kinds?.delete(kind);
    if (kinds?.size === 0) this.#tables.delete(group);
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError("Closed", "the store is closed");
  }
}
