import { statfsSync } from "node:fs";
import { errorMessage } from "@engenho/core";

/** A disk with less free space counts as full: LMDB writes whole pages, and reports only "Input/output error". */
const littleRoomBytes = 1024 * 1024;
const noSpace = "no space left on its disk";

/** The message for a failed write, whether LMDB or the journal failed. */
export function explainWriteError(directory: string, error: unknown): string {
  const reason = errorMessage(error);
  const cause = reason.startsWith(noSpace) || hasRoom(directory) ? reason : `${noSpace} (${reason})`;
  return `nothing was written to the data directory ${directory}: ${cause}`;
}

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= littleRoomBytes;
  } catch {
    return true;
  }
}
