import type { JournalContent } from "./journal-files.js";
import { encodeMark, type JournalMark, journalKey } from "./records.js";
import type { BatchSource, LmdbEnvironment } from "./writer-thread.js";

/** A batch of a journal, to be applied. */
export interface Batch {
  readonly sequence: number;
  readonly source: BatchSource;
  readonly size: number;
}

/** The maximum size of a transaction in bytes, unless a single batch is larger. */
export const transactionBytes = 4 * 1024 * 1024;

/** The batches of a journal that have not been applied. */
export function batchesAfter({ frames }: JournalContent, { applied }: JournalMark): readonly Batch[] {
  return frames
    .filter(({ sequence }) => sequence > applied)
    .map(({ sequence, payload }) => ({ sequence, source: payload, size: payload.length }));
}

/** Applies the batches, in order. */
export async function applyAll(lmdb: Pick<LmdbEnvironment, "apply">, batches: readonly Batch[]): Promise<void> {
  for (let done = 0; done < batches.length; ) done += await applyFirst(lmdb, batches.slice(done));
}

/** Applies the first batches in one transaction, which also records that they have been applied. Returns how many: at least one. */
export async function applyFirst(lmdb: Pick<LmdbEnvironment, "apply">, batches: readonly Batch[]): Promise<number> {
  let bytes = 0;
  const next = batches.findIndex(({ size }, index) => {
    bytes += size;
    return index > 0 && bytes > transactionBytes;
  });
  const count = next < 0 ? batches.length : next;
  const group = batches.slice(0, count);
  const applied = (group[count - 1] as Batch).sequence;
  await lmdb.apply(
    group.map(({ source }) => source),
    { key: journalKey, value: encodeMark({ applied, isClosed: false }) },
  );
  return count;
}
