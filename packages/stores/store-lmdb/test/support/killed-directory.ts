import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { createLmdbStore, type LmdbStore } from "@engenho/store-lmdb";
import { isJournalFile } from "../../src/journal-files.js";

/** The names of the files of the journal, oldest first. */
export function journalFiles(directory: string): readonly string[] {
  return readdirSync(directory).filter(isJournalFile).sort();
}

/**
 * Fills `killed` as a process that is killed after `work` would leave it, before LMDB has applied anything: the data file as it was at the
 * start, and the journal.
 */
export async function leaveBehind(
  [directory, killed]: readonly [string, string],
  work: (store: LmdbStore) => Promise<void>,
): Promise<void> {
  const store = await createLmdbStore({ directory, logger: silentLogger });
  mkdirSync(killed);
  copyFileSync(join(directory, "store.mdb"), join(killed, "store.mdb"));
  await work(store);
  for (const name of journalFiles(directory)) copyFileSync(join(directory, name), join(killed, name));
  await store.close();
}
