import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Frame, readFrames } from "./journal-frames.js";
import { Finding } from "./meta-page.js";

/** The content of a data directory's journal. */
export interface JournalContent {
  /** All batches, each once, in order. */
  readonly frames: readonly Frame[];
  /** The files, oldest first. */
  readonly files: readonly JournalFile[];
}

/** A file of a journal. */
export interface JournalFile {
  readonly name: string;
  /** The sequence of its first batch, which may not have been written yet. */
  readonly first: number;
  /** Its size without a last batch that was never acknowledged. */
  readonly size: number;
}

const namePattern = /^journal-(\d{16})$/;

/** The name of the file whose first batch has this sequence. */
export function journalFileName(first: number): string {
  return `journal-${String(first).padStart(16, "0")}`;
}

/** Whether a file in a data directory belongs to the journal. */
export function isJournalFile(name: string): boolean {
  return namePattern.test(name);
}

/**
 * Reads the journal of a directory, also while another process appends to it and removes files whose batches it has applied. Throws
 * {@link Finding} for damage.
 */
export function readJournal(directory: string): JournalContent {
  const names = readdirSync(directory).filter(isJournalFile).sort();
  const frames: Frame[] = [];
  const files: JournalFile[] = [];
  for (const [index, name] of names.entries()) {
    const bytes = contentOf(join(directory, name));
    if (bytes === undefined) continue;
    const first = Number(namePattern.exec(name)?.[1]);
    const content = readFrames(bytes, name);
    if (content.end < bytes.length && index < names.length - 1) throw new Finding(`the end of ${name} is missing`);
    for (const frame of content.frames) {
      const expected = frames.length === 0 ? first : (frames[frames.length - 1] as Frame).sequence + 1;
      if (frame.sequence !== expected) throw new Finding(`batch ${expected} is missing in ${name}`);
      frames.push(frame);
    }
    files.push({ name, first, size: content.end });
  }
  return { frames, files };
}

/** Undefined if the file was removed meanwhile: its batches have been applied. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
