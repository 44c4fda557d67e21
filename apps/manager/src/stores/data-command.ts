import { type BackupSummary, backUpDataDirectory, DataDirectoryError, restoreDataDirectory } from "@engenho/store-lmdb";
import { UsageError } from "../usage-error.js";

/**
 * `engenho backup <file> --data-dir <dir>` and `engenho restore <file> --data-dir <dir>`: returns a summary to print.
 * `now` is the wall clock. Throws UsageError.
 */
export async function dataCommand(command: "backup" | "restore", argv: readonly string[], now: Date): Promise<string> {
  const { file, directory } = parse(command, argv);
  const request = { file, directory, since: now.toISOString() };
  const run = command === "backup" ? backUpDataDirectory : restoreDataDirectory;
  return `${await told(run(request), command, file, directory)}\n`;
}

async function told(work: Promise<BackupSummary>, command: string, file: string, directory: string): Promise<string> {
  try {
    const { objects, resourceVersion } = await work;
    const [from, to] = command === "backup" ? [directory, file] : [file, directory];
    return `${from} -> ${to}: ${objects} objects, resourceVersion ${resourceVersion}, verified`;
  } catch (error) {
    throw error instanceof DataDirectoryError ? new UsageError(error.message, 1) : error;
  }
}

function parse(command: string, argv: readonly string[]): { readonly file: string; readonly directory: string } {
  const words = argv.flatMap((word) => (word.startsWith("--data-dir=") ? ["--data-dir", word.slice(11)] : [word]));
  const flag = words.indexOf("--data-dir");
  const directory = flag < 0 ? undefined : words[flag + 1];
  const files = words.filter((_, index) => flag < 0 || (index !== flag && index !== flag + 1));
  const [file] = files;
  if (files.length !== 1 || file === undefined || file === "" || file.startsWith("-") || !directory) {
    throw new UsageError(`usage: engenho ${command} <file> --data-dir <dir>`, 2);
  }
  return { file, directory };
}
