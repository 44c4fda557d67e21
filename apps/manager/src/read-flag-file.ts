import { readFile } from "node:fs/promises";
import { errorMessage } from "@engenho/core";
import { UsageError } from "./usage-error.js";

/** Reads and parses the file that a flag names. Throws UsageError that names both if that fails. */
export async function readFlagFile<T>(flag: string, file: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`cannot use ${file} of ${flag}: ${errorMessage(error)}`, 1);
  }
}
