import { type Stored, StoreError } from "@engenho/core";
import type { BackendWrite, CommitResult } from "@engenho/storage";
import type { Environment, Operation } from "./environment.js";
import { historyText } from "./history.js";
import { encodeRecord, historyKey, versionKey } from "./records.js";

/** A commit that has been checked and waits for the disk. */
export interface PendingCommit {
  readonly write: BackendWrite;
  readonly keyText: string;
  readonly keyBytes: Uint8Array;
  readonly version: number;
  /** The object to store, sealed with the version. */
  readonly object: Stored;
  /** The approximate size of the object in memory, before and after; 0: there is none. */
  readonly weights: { readonly before: number; readonly after: number };
  /** The weight of the commit in the history. */
  readonly historyWeight: number;
}

/** Options of {@link CommitQueue}. */
export interface CommitQueueOptions {
  readonly environment: Environment;
  /** Called with the commits of a batch, in order, when they are on the disk, before their writers are told. */
  readonly landed: (commits: readonly PendingCommit[]) => void;
  /** Called with those of a batch that could not be written. */
  readonly refused: (commits: readonly PendingCommit[]) => void;
  /** The oldest version that watches can start from. */
  readonly oldestVersion: () => number;
  /** A sentence for the writers of a batch that could not be written. */
  readonly explain: (error: unknown) => string;
}

interface Queued extends PendingCommit {
  readonly operations: readonly Operation[];
  readonly settled: Promise<CommitResult>;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: StoreError) => void;
}

/** More than one batch holds would make others wait. */
const largestBatch = 4096;

/**
 * Writes commits in batches: the next batch is what arrives while one is written. Each key has at most one commit in the queue,
 * so that batches do not depend on each other.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  readonly #pending = new Map<string, Queued>();
  #queue: Queued[] = [];
  #running: Promise<void> | undefined;
  /** Records of the history up to this version are no longer on the disk. */
  #trimmedTo: number;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#trimmedTo = options.oldestVersion();
  }

  /** Resolves when the commit of this key that is in the queue has been written or refused; undefined if there is none. */
  waitFor(keyText: string): Promise<unknown> | undefined {
    return this.#pending.get(keyText)?.settled.catch(() => undefined);
  }

  /** Resolves when the commit is on the disk and visible. No commit of its key may be in the queue. */
  add(commit: PendingCommit): Promise<CommitResult> {
    let resolve: Queued["resolve"] = () => undefined;
    let reject: Queued["reject"] = () => undefined;
    const settled = new Promise<CommitResult>((whenWritten, whenRefused) => {
      resolve = whenWritten;
      reject = whenRefused;
    });
    const queued: Queued = { ...commit, operations: operationsOf(commit), settled, resolve, reject };
    this.#pending.set(commit.keyText, queued);
    this.#queue.push(queued);
    this.#running ??= this.#run();
    return settled;
  }

  /** Resolves when nothing is queued any more. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What else arrives in this turn's microtasks is in the first batch, too.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, largestBatch);
      try {
        await this.#write(batch);
      } catch (error) {
        this.#options.refused(batch);
        for (const commit of batch) {
          this.#pending.delete(commit.keyText);
          commit.reject(new StoreError("InternalError", this.#options.explain(error), { cause: error }));
        }
        continue;
      }
      this.#options.landed(batch);
      for (const commit of batch) {
        this.#pending.delete(commit.keyText);
        commit.resolve({ type: "committed", object: commit.object });
      }
    }
    this.#running = undefined;
  }

  async #write(batch: readonly Queued[]): Promise<void> {
    const { version } = batch[batch.length - 1] as Queued;
    const operations = batch.flatMap((commit) => commit.operations);
    operations.push({ type: "put", key: versionKey, value: encodeRecord(versionKey, 0, String(version)) });
    const trimTo = this.#options.oldestVersion();
    for (let trimmed = this.#trimmedTo + 1; trimmed <= trimTo; trimmed++) {
      operations.push({ type: "delete", key: historyKey(trimmed) });
    }
    await this.#options.environment.write(operations);
    this.#trimmedTo = trimTo;
  }
}

function operationsOf({
  write,
  keyBytes,
  object,
  version,
  weights,
  historyWeight,
}: PendingCommit): readonly Operation[] {
  const history = historyKey(version);
  const value = encodeRecord(history, historyWeight, historyText(write, object));
  return [
    write.type === "delete"
      ? { type: "delete", key: keyBytes }
      : { type: "put", key: keyBytes, value: encodeRecord(keyBytes, weights.after, JSON.stringify(object)) },
    { type: "put", key: history, value },
  ];
}
