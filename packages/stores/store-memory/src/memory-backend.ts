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
  type BackendListOptions,
  type BackendWrite,
  CommitLog,
  type CommitResult,
  defaultCommitLogLimit,
  type GroupKind,
  ObjectTable,
  PagedLists,
  type StorageKey,
  sealObject,
  weightOf,
} from "@engenho/registry";

/** Options of {@link MemoryBackend}. */
export interface MemoryBackendOptions {
  /** How many commits are kept for watches to read. Default 32 768. */
  readonly watchHistoryLimit?: number | undefined;
  /** How much the commits that are kept for watches may weigh. Default 256 MiB. */
  readonly watchHistoryBytes?: number | undefined;
  /** How old they may get. Default: no limit. */
  readonly watchHistoryMs?: number | undefined;
  /** How much the objects may weigh together. Default: no limit. */
  readonly storageQuotaBytes?: number | undefined;
  /** What `watchHistoryMs` is measured by. */
  readonly clock?: Clock | undefined;
}

const defaultHistoryBytes = 256 * 1024 * 1024;
/** What objects that are being deleted may grow by when the quota is used up: marks and statuses on their way out. */
const deletionReserve = 0.1;

/** Of a kind that has no objects. */
const emptyTable = new ObjectTable();

/** Objects in this process: one table per kind, one log of commits. Every call is synchronous. */
export class MemoryBackend implements Backend {
  readonly #tables = new Map<string, Map<string, ObjectTable>>();
  readonly #log: CommitLog;
  readonly #pages = new PagedLists();
  readonly #quotaBytes: number;
  #weight = 0;
  #closed = false;

  constructor(options: MemoryBackendOptions = {}) {
    const { watchHistoryLimit, watchHistoryBytes = defaultHistoryBytes, watchHistoryMs, clock = systemClock } = options;
    this.#log = new CommitLog({
      limit: watchHistoryLimit ?? defaultCommitLogLimit,
      limitBytes: watchHistoryBytes,
      limitMs: watchHistoryMs ?? Number.POSITIVE_INFINITY,
      now: () => clock.monotonicNow(),
    });
    this.#quotaBytes = options.storageQuotaBytes ?? Number.POSITIVE_INFINITY;
  }

  /** About how many bytes the objects take together. */
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
    });
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
    this.#refuseGrowth(write, after - before);
    const object = sealObject(write.object, String(version));
    // What is shown last of a deleted object weighs about what it did.
    const facts = { version, weight: before + (write.type === "delete" ? before : after) };
    switch (write.type) {
      case "create":
        if (table.size === 0) this.#keep(key, table);
        table.set(key.namespace, key.name, object, after);
        this.#log.append({ type: "ADDED", object }, facts);
        break;
      case "update":
        table.set(key.namespace, key.name, object, after);
        this.#log.append({ type: "MODIFIED", object, previous: write.previous }, facts);
        break;
      case "delete":
        table.delete(key.namespace, key.name);
        if (table.size === 0) this.#forget(key);
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

  /** Throws StoreError `InternalError`, with etcd's text, for what would take the objects above their quota. */
  #refuseGrowth({ type, object }: BackendWrite, growth: number): void {
    if (growth <= 0 || this.#weight + growth <= this.#quotaBytes) return;
    const isLeaving = type === "update" && object.metadata.deletionTimestamp !== undefined;
    if (isLeaving && this.#weight + growth <= this.#quotaBytes * (1 + deletionReserve)) return;
    throw new StoreError("InternalError", "etcdserver: mvcc: database space exceeded");
  }

  #keep({ group, kind }: GroupKind, table: ObjectTable): void {
    const kinds = this.#tables.get(group);
    if (kinds === undefined) this.#tables.set(group, new Map([[kind, table]]));
    else kinds.set(kind, table);
  }

  /** Custom kinds come and go: a kind that has no objects takes no place. */
  #forget({ group, kind }: GroupKind): void {
    const kinds = this.#tables.get(group);
    kinds?.delete(kind);
    if (kinds?.size === 0) this.#tables.delete(group);
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError("Closed", "the store is closed");
  }
}
