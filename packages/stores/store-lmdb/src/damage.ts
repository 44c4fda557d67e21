/** Why a data directory cannot be opened: its message is one sentence for the person who runs the program. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}

/** The error for contents that are not what was written. */
export function damaged(directory: string, finding: string): DataDirectoryError {
  return new DataDirectoryError(
    `the data directory ${directory} is damaged (${finding}): nothing of it is used; restore it from a backup (engenho restore)`,
  );
}
