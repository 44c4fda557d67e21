import {
  type Clock,
  type ObjectList,
  type Stored,
  StoreError,
  TimeSlice,
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
import { CommitQueue, type PendingCommit } from "./commit-queue.js";
import type { Environment } from "./environment.js";
import { explainWriteError } from "./explain-write-error.js";
import { eventOf } from "./history.js";
import type { LoadedData } from "./load-data.js";
import { isIntact, keyBytes, objectKeyText } from "./records.js";
import type { StoredKind, StoredKinds } from "./stored-kind.js";

/** The parts of an {@link LmdbBackend}. */
export interface LmdbBackendParts {
  readonly directory: string;
  readonly environment: Environment;
  /** The content of the directory when it was opened. */
  readonly loaded: LoadedData;
  readonly clock: Clock;
}

/** How many objects are read from the disk at a time. */
const readAtOnce = 256;

/** The table of kinds without objects. */
const emptyTable = new ObjectTable();

/**
 * Storage in memory whose commits become visible when they are on the disk. Objects that existed when it was opened are read from the disk
 * on first use.
 */
export class LmdbBackend implements Backend {
  readonly #parts: LmdbBackendParts;
  readonly #kinds: StoredKinds;
  readonly #log: CommitLog;
  readonly #pages = new PagedLists();
  readonly #queue: CommitQueue;
  readonly #quotaBytes: number;
  /** The weight of all objects, as if everything in the queue had been written. */
  #weight: number;
  /** The version of the last commit that was checked. */
  #lastVersion: number;
  #closing: Promise<void> | undefined;

  constructor(parts: LmdbBackendParts, limits: BackendLimits = {}) {
    const { environment, loaded, directory, clock } = parts;
    const { kinds, commits, version, weight } = loaded;
    this.#parts = parts;
    this.#kinds = kinds;
    this.#weight = weight;
    this.#lastVersion = version;
    this.#quotaBytes = limits.storageQuotaBytes ?? Number.POSITIVE_INFINITY;
    this.#log = commitLogWithin(limits, clock, (commits[0]?.version ?? version + 1) - 1);
    this.#queue = new CommitQueue({
      environment,
      landed: (batch) => this.#publish(batch),
      refused: (batch) => {
        for (const { weights } of batch) this.#weight -= weights.after - weights.before;
      },
      oldestVersion: () => this.#log.oldestVersion,
      explain: (error) => explainWriteError(directory, error),
      turn: () => clock.turn(),
    });
    for (const commit of commits) this.#log.append(commit.event, commit);
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

  get(key: StorageKey): Stored | undefined | Promise<Stored | undefined> {
    this.#checkOpen();
    const stored = this.#kinds.find(key.group, key.kind);
    if (stored === undefined) return undefined;
    if (stored.unread.size > 0) {
      const keyText = objectKeyText(key);
      if (stored.unread.has(keyText)) return this.#read(stored, keyText);
    }
    return stored.table.get(key.namespace, key.name);
  }

  list(kind: GroupKind, options: BackendListOptions): ObjectList | Promise<ObjectList> {
    this.#checkOpen();
    const stored = this.#kinds.find(kind.group, kind.kind);
    if (stored !== undefined && stored.unread.size > 0) {
      return this.#readAll(stored).then(() => this.list(kind, options));
    }
    return this.#pages.list({
      tableName: `${kind.group}/${kind.kind}`,
      table: stored?.table ?? emptyTable,
      query: options,
      version: this.#log.version,
      limit: options.limit,
      continue: options.continue,
      history: { log: this.#log, kind },
    });
  }

  count(kind: GroupKind): number {
    this.#checkOpen();
    return this.#kinds.find(kind.group, kind.kind)?.size ?? 0;
  }

  commit(write: BackendWrite): CommitResult | Promise<CommitResult> {
    this.#checkOpen();
    const { key } = write;
    const keyText = objectKeyText(key);
    const earlier = this.#queue.waitFor(keyText);
    if (earlier !== undefined) return earlier.then(() => this.commit(write));
    const stored = this.#kinds.find(key.group, key.kind);
    if (stored?.unread.has(keyText) === true) return this.#read(stored, keyText).then(() => this.commit(write));
    const current = stored?.table.get(key.namespace, key.name);
    if (current !== (write.type === "create" ? undefined : write.previous)) return { type: "conflict", current };
    if (write.guard !== undefined) {
      // The guard may have been read before a write of it that is in the queue.
      const { key: guarded, object } = write.guard;
      const change = this.#queue.waitFor(objectKeyText(guarded));
      if (change !== undefined) return change.then(() => this.commit(write));
      const found = this.#kinds.find(guarded.group, guarded.kind)?.table.get(guarded.namespace, guarded.name);
      if (found !== object) return { type: "conflict", current };
    }
    return this.#queue.add(this.#prepare(write, keyText, stored?.table.weight(key.namespace, key.name) ?? 0));
  }

  watch(options: WatchOptions): Watch {
    return this.#log.watch(options);
  }

  /** What has been accepted is written before. */
  close(): Promise<void> {
    this.#log.close();
    this.#closing ??= this.#queue.drained().then(() => this.#parts.environment.close());
    return this.#closing;
  }

  #prepare(write: BackendWrite, keyText: string, before: number): PendingCommit {
    const bytes = keyBytes(keyText);
    if (bytes === undefined)
      throw new StoreError("BadRequest", "metadata.name: this store supports names of up to 3900 bytes");
    const after = write.type === "delete" ? 0 : weightOf(write.object);
    checkStorageQuota(write, { weight: this.#weight, growth: after - before, quotaBytes: this.#quotaBytes });
    this.#weight += after - before;
    this.#lastVersion++;
    return {
      write,
      keyText,
      keyBytes: bytes,
      version: this.#lastVersion,
      object: sealObject(write.object, String(this.#lastVersion)),
      weights: { before, after },
      // The final state of a deleted object weighs about as much as its last version.
      historyWeight: before + (write.type === "delete" ? before : after),
    };
  }

  #publish(batch: readonly PendingCommit[]): void {
    for (const { write, object, version, weights, historyWeight } of batch) {
      const { group, kind, namespace, name } = write.key;
      if (write.type === "delete") {
        this.#kinds.find(group, kind)?.table.delete(namespace, name);
        this.#kinds.dropEmpty(group, kind);
      } else {
        this.#kinds.of(group, kind).table.set(namespace, name, object, weights.after);
      }
      this.#log.append(eventOf(write, object), { version, weight: historyWeight });
    }
    this.#pages.dropBefore(this.#log.oldestVersion);
  }

  async #read(stored: StoredKind, keyText: string): Promise<Stored | undefined> {
    const [record] = await this.#parts.environment.read([Buffer.from(keyText)]);
    return this.#take(stored, keyText, record);
  }

  /** Reads all objects of a kind, giving way to other work. */
  #readAll(stored: StoredKind): Promise<void> {
    stored.reading ??= this.#readSlices(stored).finally(() => {
      stored.reading = undefined;
    });
    return stored.reading;
  }

  async #readSlices(stored: StoredKind): Promise<void> {
    const slice = new TimeSlice(this.#parts.clock);
    const keys = [...stored.unread];
    for (let start = 0; start < keys.length; start += readAtOnce) {
      this.#checkOpen();
      const part = keys.slice(start, start + readAtOnce);
      const records = await this.#parts.environment.read(part.map((keyText) => Buffer.from(keyText)));
      for (const [index, keyText] of part.entries()) {
        this.#take(stored, keyText, records[index]);
        if (slice.isDue) await slice.giveWay();
      }
    }
  }

  #take(stored: StoredKind, keyText: string, record: Uint8Array | undefined): Stored | undefined {
    const bytes = record === undefined ? undefined : Buffer.from(record.buffer, record.byteOffset, record.length);
    // A concurrent call may have read and even deleted it meanwhile.
    if (stored.unread.has(keyText) && (bytes === undefined || !isIntact(Buffer.from(keyText), bytes))) {
      const object = keyText.slice(1).replaceAll("\0", "/");
      const advice = "stop the program and restore the directory from a backup (engenho restore)";
      throw new StoreError(
        "InternalError",
        `the data directory ${this.#parts.directory} is damaged at ${object}: ${advice}`,
      );
    }
    return bytes === undefined ? undefined : stored.take(keyText, bytes);
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new StoreError("Closed", "the store is closed");
  }
}
