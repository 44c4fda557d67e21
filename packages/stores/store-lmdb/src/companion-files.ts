import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Operation } from "./environment.js";
import { isJournalFile } from "./journal-files.js";
import { encodeRecord, fileKey, nameInFileKey, textOfRecord } from "./records.js";

/** The files that the store itself keeps in a data directory. */
const own: ReadonlySet<string> = new Set(["store.mdb", "store.mdb-lock", "lock.sock"]);

/** Whether a path is in a data directory. */
export function isOwnFile(directory: string, path: string): boolean {
  const inside = relative(directory, path);
  return inside !== "" && inside !== ".." && !inside.startsWith(`..${sep}`);
}

/** The records with the other files of a data directory, such as its certificate authority. */
export function companionRecords(directory: string): readonly Operation[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((name) => !own.has(name) && !isJournalFile(name))
    .map((name) => {
      const key = fileKey(name.split(sep).join("/"));
      return { type: "put", key, value: encodeRecord(key, 0, readFileSync(join(directory, name)).toString("base64")) };
    });
}

/** Writes a file of a backup into a directory (mode 0600); its folders get the mode 0700. */
export function writeCompanion(directory: string, key: Buffer, value: Buffer): void {
  const file = join(directory, ...nameInFileKey(key).split("/"));
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, Buffer.from(textOfRecord(value), "base64"), { mode: 0o600 });
}
