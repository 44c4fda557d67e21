import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isJournalFile } from "./journal-files.js";

/** The size of the database and its journal in a data directory, in bytes. A file that is removed meanwhile counts as none. */
export async function storageBytesIn(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => name === "store.mdb" || isJournalFile(name));
  const sizes = names.map((name) =>
    stat(join(directory, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
