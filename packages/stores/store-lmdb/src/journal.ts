import { closeSync, constants, fsyncSync, openSync, type Stats, statSync } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import type { Batch } from "./apply-batches.js";
import { type JournalFile, journalFileName } from "./journal-files.js";
import { frameHead } from "./journal-frames.js";

/** The size at which a new file is started, so that files with only applied batches can be removed. */
const fileBytes = 16 * 1024 * 1024;

const { O_RDWR, O_CREAT, O_TRUNC } = constants;
/** With this flag a write returns when its data are on the disk. Not every operating system has it. */
const synchronous: number | undefined = constants.O_DSYNC;
const writesAreSynchronous = synchronous !== undefined;
const openFlags = O_RDWR | (synchronous ?? 0);

/** The state that a {@link Journal} continues from. */
export interface JournalStart {
  readonly directory: string;
  /** The sequence of the next batch. */
  readonly next: number;
  /** What {@link readJournal} found, oldest first. */
  readonly files: readonly JournalFile[];
}

/** The file that is appended to. */
interface OpenFile extends JournalFile {
  readonly handle: FileHandle;
  /** Identifies the file, to detect that another one has its name. */
  readonly identity: string;
  size: number;
}

/** Batches that have been acknowledged and may not have been applied yet, in files that are appended to. */
export class Journal {
  readonly #directory: string;
  /** Files that are complete, oldest first; a file ends before the first batch of the next one. */
  readonly #complete: JournalFile[];
  #current: OpenFile;
  #next: number;
  /** Whether the file may end with a part of a batch that could not be written. */
  #hasRemainder = false;

  private constructor({ directory, next, files }: JournalStart, current: OpenFile) {
    this.#directory = directory;
    this.#next = next;
    this.#complete = files.filter(({ name }) => name !== current.name);
    this.#current = current;
  }

  /** Opens the last file for appending, or creates the first one. A last batch that was never acknowledged is truncated. */
  static async open(start: JournalStart): Promise<Journal> {
    const last = start.files[start.files.length - 1];
    if (last === undefined) return new Journal(start, await createFile(start.directory, start.next));
    const handle = await open(join(start.directory, last.name), openFlags);
    await handle.truncate(last.size);
    return new Journal(start, { handle, identity: identityOf(await handle.stat()), ...last });
  }

  /** Resolves with the place of the batch when it is on the disk. Rejects if it was not written. One call at a time. */
  async append(payload: Buffer): Promise<Batch> {
    this.#checkPlace();
    if (this.#hasRemainder) await this.#cutOff();
    if (this.#current.size >= fileBytes) await this.#beginFile();
    const { handle, size } = this.#current;
    const head = frameHead(this.#next, payload);
    this.#hasRemainder = true;
    try {
      await writeAll(handle, [head, payload], size);
    } catch (error) {
      // If the process is killed now, the batch whose write failed must not be found later. If this fails too, the next append tries again.
      await this.#cutOff().catch(() => undefined);
      throw error;
    }
    this.#hasRemainder = false;
    const end = size + head.length + payload.length;
    this.#current.size = end;
    const source = { file: join(this.#directory, this.#current.name), start: size + head.length, end };
    return { sequence: this.#next++, source, size: payload.length };
  }

  /** Removes the files whose batches have all been applied, that is, up to this sequence. */
  async removeApplied(sequence: number): Promise<void> {
    for (;;) {
      const [oldest, following = this.#current] = this.#complete;
      if (oldest === undefined || following.first > sequence + 1) return;
      await unlink(join(this.#directory, oldest.name));
      this.#complete.shift();
    }
  }

  /** Closes the files without removing them. */
  async close(): Promise<void> {
    await this.#current.handle.close();
  }

  /** Removes all files, after {@link close}. */
  async remove(): Promise<void> {
    for (const { name } of [...this.#complete, this.#current]) await unlink(join(this.#directory, name));
  }

  /** If the file was removed or replaced while it is open, acknowledged batches would be lost when it is closed. */
  #checkPlace(): void {
    const { name, identity } = this.#current;
    const file = join(this.#directory, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && identityOf(found) === identity) return;
    throw new Error(`${file} was removed or replaced while the program runs`);
  }

  async #cutOff(): Promise<void> {
    await this.#current.handle.truncate(this.#current.size);
    this.#hasRemainder = false;
  }

  async #beginFile(): Promise<void> {
    const next = await createFile(this.#directory, this.#next);
    const { handle, name, first, size } = this.#current;
    this.#complete.push({ name, first, size });
    this.#current = next;
    await handle.close();
  }
}

async function createFile(directory: string, first: number): Promise<OpenFile> {
  const name = journalFileName(first);
  // A file of this name has no batch: an earlier attempt to create it failed.
  const handle = await open(join(directory, name), openFlags | O_CREAT | O_TRUNC, 0o600);
  syncDirectory(directory);
  return { handle, identity: identityOf(await handle.stat()), name, first, size: 0 };
}

function identityOf({ dev, ino }: Stats): string {
  return `${dev}/${ino}`;
}

/** Makes the names of new files durable. Windows cannot open directories, and needs none of this. */
function syncDirectory(directory: string): void {
  if (platform() === "win32") return;
  const descriptor = openSync(directory, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Resolves when everything is on the disk. */
async function writeAll(handle: FileHandle, buffers: readonly Buffer[], position: number): Promise<void> {
  const { bytesWritten } = await handle.writev(buffers, position);
  let at = position;
  for (const buffer of buffers) {
    let written = Math.min(Math.max(position + bytesWritten - at, 0), buffer.length);
    // A write to a nearly full disk may be partial; writing the rest then fails.
    while (written < buffer.length) {
      written += (await handle.write(buffer, written, buffer.length - written, at + written)).bytesWritten;
    }
    at += buffer.length;
  }
  if (!writesAreSynchronous) await handle.datasync();
}
