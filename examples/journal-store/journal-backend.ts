import { deepFreeze, type ObjectList, type Stored, StoreError, type Watch, type WatchOptions } from "@engenho/core";
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
import { Journal } from "./journal.js";

/**
 * A Backend that keeps objects in memory and appends each commit to a file. It does not interpret objects: the registry
 * defaults, validates and prepares them. Tables, pages and the commit log are those of @engenho/storage.
 */
export class JournalBackend implements Backend {
  readonly #journal: Journal;
  readonly #tables = new Map<string, ObjectTable>();
  readonly #pages = new PagedLists();
  readonly #log: CommitLog;
  #closed = false;

  /** Replays the file. */
  constructor(path: string, watchHistoryLimit = 1000) {
    this.#journal = new Journal(path);
    let initialVersion = 1;
    for (const { type, key, object } of this.#journal.read()) {
      this.#keep(type, key, deepFreeze(object));
      initialVersion = Number(object.metadata.resourceVersion);
    }
    // Watches start here: the state before the restart is only available by a list.
    this.#log = new CommitLog({ limit: watchHistoryLimit, initialVersion });
  }

  get resourceVersion(): string {
    return String(this.#log.version);
  }

  get(key: StorageKey): Stored | undefined {
    this.#checkOpen();
    return this.#tableOf(key).get(key.namespace, key.name);
  }

  list(kind: GroupKind, options: BackendListOptions): ObjectList {
    this.#checkOpen();
    const { limit, continue: token } = options;
    const at = { tableName: tableName(kind), table: this.#tableOf(kind), version: this.#log.version };
    return this.#pages.list({ ...at, query: options, limit, continue: token });
  }

  count(kind: GroupKind): number {
    this.#checkOpen();
    return this.#tableOf(kind).size;
  }

  /** Runs within one turn of the event loop, so that commits are totally ordered. */
  commit(write: BackendWrite): CommitResult {
    this.#checkOpen();
    const { type, key } = write;
    const current = this.get(key);
    if (current !== (type === "create" ? undefined : write.previous)) return { type: "conflict", current };
    const object = sealObject(write.object, String(this.#log.version + 1));
    this.#journal.append({ type, key, object });
    this.#keep(type, key, object);
    if (type === "create") this.#log.append({ type: "ADDED", object });
    else this.#log.append({ type: type === "update" ? "MODIFIED" : "DELETED", object, previous: write.previous });
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

  #keep(type: BackendWrite["type"], key: StorageKey, object: Stored): void {
    const table = this.#tableOf(key);
    if (type === "delete") table.delete(key.namespace, key.name);
    else table.set(key.namespace, key.name, object);
  }

  #tableOf(kind: GroupKind): ObjectTable {
    const name = tableName(kind);
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new ObjectTable();
      this.#tables.set(name, table);
    }
    return table;
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError("Closed", "the store is closed");
  }
}

function tableName({ group, kind }: GroupKind): string {
  return `${group}/${kind}`;
}
