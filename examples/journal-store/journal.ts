import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import type { Stored } from "@engenho/core";
import type { StorageKey } from "@engenho/storage";

/** A commit in the file. */
export interface JournalEntry {
  readonly type: "create" | "update" | "delete";
  readonly key: StorageKey;
  /** With the resourceVersion of the commit. */
  readonly object: Stored;
}

/** A file with one line of JSON per commit. A toy: it is never compacted, and does not wait for the disk (fsync). */
export class Journal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The commits so far, in order; none if the file does not exist. An incomplete last line is removed: its commit was never
   * confirmed.
   */
  read(): readonly JournalEntry[] {
    if (!existsSync(this.#path)) return [];
    const bytes = readFileSync(this.#path);
    const end = bytes.lastIndexOf("\n") + 1;
    if (end < bytes.length) truncateSync(this.#path, end);
    const lines = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as JournalEntry);
  }

  append(entry: JournalEntry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
  }
}
