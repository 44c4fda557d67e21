import type { Clock, Timer } from "@engenho/core";
import { applyFirst, type Batch, transactionBytes } from "./apply-batches.js";
import type { Environment } from "./environment.js";
import type { Journal } from "./journal.js";
import { encodeMark, journalKey } from "./records.js";
import type { LmdbEnvironment } from "./writer-thread.js";

/** The maximum backlog of LMDB, in bytes of the journal; further writes wait until it is smaller. */
const largestBacklogBytes = 64 * 1024 * 1024;

/** How long a write waits for LMDB if little else does. */
const longestLagMs = 1_000;

/** The parts of a {@link JournaledEnvironment}. */
export interface JournaledParts {
  readonly lmdb: Pick<LmdbEnvironment, "apply" | "read" | "copy" | "close">;
  readonly journal: Pick<Journal, "append" | "removeApplied" | "close" | "remove">;
  /** The sequence of the last batch in the journal; all of them have been applied. */
  readonly applied: number;
  readonly clock: Clock;
  /** How much the disk has room for, in bytes. */
  readonly freeBytes: () => number;
}

/** How much room a batch needs in the journal and, with what waits for LMDB, in its file: see `checkRoom` of its thread. */
function neededBytes(batchBytes: number, backlogBytes: number): number {
  return batchBytes + 1024 * 1024 + 2 * (batchBytes + backlogBytes);
}

/**
 * LMDB behind a journal: a write completes when it has been appended to the journal, and LMDB applies it later on its own thread, together
 * with others: when they are as much as one transaction takes, or after a second. Few transactions cost less, and their syncs delay
 * fewer appends. Only keys that have not been written since the environment was opened may be read.
 */
export class JournaledEnvironment implements Environment {
  readonly #parts: JournaledParts;
  readonly #backlog: Batch[] = [];
  #backlogBytes = 0;
  #applied: number;
  /** Pending during a transaction of LMDB. Resolves with the error that stopped it; the next write tries again. */
  #applying: Promise<Error | undefined> | undefined;
  /** Set while little waits for LMDB. */
  #timer: Timer | undefined;

  constructor(parts: JournaledParts) {
    this.#parts = parts;
    this.#applied = parts.applied;
  }

  async write(bytes: Buffer): Promise<void> {
    while (this.#backlogBytes > largestBacklogBytes || this.#crowdsTheDisk(bytes.length)) {
      const failure = await this.#apply();
      if (failure !== undefined) throw failure;
    }
    const batch = await this.#parts.journal.append(bytes);
    this.#backlog.push(batch);
    this.#backlogBytes += batch.size;
    this.#applySoon();
  }

  read(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.#parts.lmdb.read(keys);
  }

  async copy(file: string): Promise<void> {
    await this.#drain();
    await this.#parts.lmdb.copy(file);
  }

  async close(): Promise<void> {
    const { lmdb, journal } = this.#parts;
    try {
      await this.#drain();
      await lmdb.apply([], { key: journalKey, value: encodeMark({ applied: this.#applied, isClosed: true }) });
      await journal.close();
      await journal.remove();
    } catch {
      // Batches that LMDB cannot apply now, for example because its disk is full, stay in the journal for the next process.
      await journal.close();
    } finally {
      await lmdb.close();
    }
  }

  async #drain(): Promise<void> {
    while (this.#backlog.length > 0) {
      const failure = await this.#apply();
      if (failure !== undefined) throw failure;
    }
  }

  /** What is in the journal must fit into LMDB's file, or the directory could not be opened again. */
  #crowdsTheDisk(batchBytes: number): boolean {
    return this.#backlogBytes > 0 && this.#parts.freeBytes() < neededBytes(batchBytes, this.#backlogBytes);
  }

  #applySoon(): void {
    if (this.#applying !== undefined) return;
    if (this.#backlogBytes >= transactionBytes) this.#startApplying();
    else this.#timer ??= this.#parts.clock.setTimer(() => this.#startApplying(), longestLagMs);
  }

  /** Resolves after a transaction, with the error that stopped it. */
  async #apply(): Promise<Error | undefined> {
    this.#startApplying();
    return this.#applying;
  }

  #startApplying(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#applying ??= this.#applyFirst().then((failure) => {
      this.#applying = undefined;
      if (failure === undefined && this.#backlog.length > 0) this.#applySoon();
      return failure;
    });
  }

  async #applyFirst(): Promise<Error | undefined> {
    const { lmdb, journal } = this.#parts;
    try {
      const done = this.#backlog.splice(0, await applyFirst(lmdb, this.#backlog));
      for (const { size } of done) this.#backlogBytes -= size;
      this.#applied = (done[done.length - 1] as Batch).sequence;
      await journal.removeApplied(this.#applied);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
