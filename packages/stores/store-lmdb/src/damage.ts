/** Why a data directory cannot be opened: its message is one sentence for the person who runs the program. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}

/** The error for content that differs from what was written. */
export function damaged(directory: string, finding: string): DataDirectoryError {
  return new DataDirectoryError(
    `the data directory ${directory} is damaged (${finding}) and was not opened: restore it from a backup (engenho restore)`,
  );
}
