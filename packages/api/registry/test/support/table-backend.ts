import {
  type ObjectList,
  type RandomSource,
  type Stored,
  StoreError,
  type Watch,
  type WatchOptions,
} from "@engenho/core";
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
} from "@engenho/storage";

/** Options of {@link TableBackend}. */
export interface TableBackendOptions {
  readonly watchHistoryLimit?: number | undefined;
  /** Returns promises that take up to three microtasks, like a backend across a network. Default: synchronous. */
  readonly delays?: RandomSource;
}

/** The simplest Backend made of the registry's own parts, synchronous or with delays. */
export class TableBackend implements Backend {
  readonly #tables = new Map<string, ObjectTable>();
  readonly #log: CommitLog;
  readonly #pages = new PagedLists();
  readonly #delays: RandomSource | undefined;
  #closed = false;
  /** Every attempted commit. */
  readonly writes: BackendWrite[] = [];

  constructor(options: TableBackendOptions = {}) {
    this.#log = new CommitLog(options.watchHistoryLimit === undefined ? {} : { limit: options.watchHistoryLimit });
    this.#delays = options.delays;
  }

  get resourceVersion(): string {
    return String(this.#log.version);
  }

  get(key: StorageKey): Stored | undefined | Promise<Stored | undefined> {
    return this.#answer(() => this.#table(key).get(key.namespace, key.name));
  }

  list(kind: GroupKind, query: BackendListOptions): ObjectList | Promise<ObjectList> {
    return this.#answer(() =>
      this.#pages.list({
        tableName: `${kind.group}/${kind.kind}`,
        table: this.#table(kind),
        query,
        version: this.#log.version,
        limit: query.limit,
        continue: query.continue,
      }),
    );
  }

  count(kind: GroupKind): number | Promise<number> {
    return this.#answer(() => this.#table(kind).size);
  }

  commit(write: BackendWrite): CommitResult | Promise<CommitResult> {
    return this.#answer(() => this.#commit(write));
  }

  watch(options: WatchOptions): Watch {
    return this.#log.watch(options);
  }

  close(): void {
    this.#closed = true;
    this.#log.close();
  }

  #commit(write: BackendWrite): CommitResult {
    this.writes.push(write);
    const { key } = write;
    const table = this.#table(key);
    const current = table.get(key.namespace, key.name);
    if (current !== (write.type === "create" ? undefined : write.previous)) return { type: "conflict", current };
    const object = sealObject(write.object, String(this.#log.version + 1));
    if (write.type === "delete") table.delete(key.namespace, key.name);
    else table.set(key.namespace, key.name, object);
    if (write.type === "create") this.#log.append({ type: "ADDED", object });
    else this.#log.append({ type: write.type === "update" ? "MODIFIED" : "DELETED", object, previous: write.previous });
    this.#pages.dropBefore(this.#log.oldestVersion);
    return { type: "committed", object };
  }

  #answer<T>(compute: () => T): T | Promise<T> {
    const checked = () => {
      if (this.#closed) throw new StoreError("Closed", "the store is closed");
      return compute();
    };
    if (this.#delays === undefined) return checked();
    return this.#later(checked, Math.floor(this.#delays.next() * 3));
  }

  async #later<T>(compute: () => T, turns: number): Promise<T> {
    for (let turn = 0; turn < turns; turn++) await undefined;
    const answer = compute();
    for (let turn = 0; turn < turns; turn++) await undefined;
    return answer;
  }

  #table(kind: GroupKind): ObjectTable {
    const name = `${kind.group}/${kind.kind}`;
    const table = this.#tables.get(name) ?? new ObjectTable();
    this.#tables.set(name, table);
    return table;
  }
}
