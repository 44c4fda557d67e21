import { type Stored, StoreError } from "@engenho/core";
import type { BackendWrite, CommitResult } from "@engenho/storage";
import { OperationEncoder } from "./encode-operations.js";
import type { Environment, Operation } from "./environment.js";
import { historyHead } from "./history.js";
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
  /** Called with the commits of a batch, in order, when they are on the disk, before their writes resolve. */
  readonly landed: (commits: readonly PendingCommit[]) => void;
  /** Called with the commits of a batch that could not be written. */
  readonly refused: (commits: readonly PendingCommit[]) => void;
  /** The oldest version that watches can start from. */
  readonly oldestVersion: () => number;
  /** The message for the writers of a batch that could not be written. */
  readonly explain: (error: unknown) => string;
  /** Resolves in a later turn of the event loop. */
  readonly turn: () => Promise<void>;
}

/** A commit in the queue, with the promise that its writer awaits. */
class QueuedCommit {
  readonly commit: PendingCommit;
  readonly settled: Promise<CommitResult>;
  resolve: (result: CommitResult) => void = () => undefined;
  reject: (error: StoreError) => void = () => undefined;

  constructor(commit: PendingCommit) {
    this.commit = commit;
    this.settled = new Promise<CommitResult>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** Commits that are written together. They are encoded when they are added, so that their text need not be kept. */
class FormingBatch {
  readonly queued: QueuedCommit[] = [];
  readonly encoder: OperationEncoder;

  constructor(encoder: OperationEncoder) {
    this.encoder = encoder;
  }
}

/** The maximum number of commits in a batch: a larger one would delay the others. */
const largestBatch = 4096;

/**
 * Writes commits in batches: commits that arrive while a batch is written are the next batch. Each key has at most one commit in the queue,
 * so that batches do not depend on each other.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  readonly #pending = new Map<string, QueuedCommit>();
  /** The batches that wait, oldest first; the last one takes further commits. */
  readonly #waiting: FormingBatch[] = [];
  /** An encoder to be reused by a later batch. */
  #spare: OperationEncoder | undefined;
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
    const queued = new QueuedCommit(commit);
    this.#pending.set(commit.keyText, queued);
    const batch = this.#formingBatch();
    batch.queued.push(queued);
    batch.encoder.add(operationOf(commit));
    this.#running ??= this.#run();
    return queued.settled;
  }

  /** Resolves when nothing is queued any more. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      // Those whose writes have just landed write again in this turn, and so do others.
      await this.#options.turn();
      const batch = this.#waiting.shift();
      if (batch === undefined) break;
      const { queued, encoder } = batch;
      const commits = queued.map(({ commit }) => commit);
      try {
        await this.#write(encoder, commits);
      } catch (error) {
        this.#options.refused(commits);
        for (const { commit, reject } of queued) {
          this.#pending.delete(commit.keyText);
          reject(new StoreError("InternalError", this.#options.explain(error), { cause: error }));
        }
        continue;
      } finally {
        this.#spare = encoder;
      }
      this.#options.landed(commits);
      for (const { commit, resolve } of queued) {
        this.#pending.delete(commit.keyText);
        resolve({ type: "committed", object: commit.object });
      }
    }
    this.#running = undefined;
  }

  #formingBatch(): FormingBatch {
    const last = this.#waiting[this.#waiting.length - 1];
    if (last !== undefined && last.queued.length < largestBatch) return last;
    const encoder = this.#spare ?? new OperationEncoder();
    this.#spare = undefined;
    encoder.clear();
    const batch = new FormingBatch(encoder);
    this.#waiting.push(batch);
    return batch;
  }

  async #write(encoder: OperationEncoder, commits: readonly PendingCommit[]): Promise<void> {
    const { version } = commits[commits.length - 1] as PendingCommit;
    encoder.add({ type: "put", key: versionKey, value: encodeRecord(versionKey, 0, String(version)) });
    const trimTo = this.#options.oldestVersion();
    for (let trimmed = this.#trimmedTo + 1; trimmed <= trimTo; trimmed++) {
      encoder.add({ type: "delete", key: historyKey(trimmed) });
    }
    await this.#options.environment.write(encoder.bytes);
    this.#trimmedTo = trimTo;
  }
}

function operationOf({ write, keyBytes, object, version, weights, historyWeight }: PendingCommit): Operation {
  const isDeletion = write.type === "delete";
  const text = JSON.stringify(object);
  const value = isDeletion ? undefined : { weight: weights.after, text };
  const last = isDeletion ? text : undefined;
  const history = { key: historyKey(version), weight: historyWeight, head: historyHead(write), last };
  return { type: "replace", key: keyBytes, value, history };
}
