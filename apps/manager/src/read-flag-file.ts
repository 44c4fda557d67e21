import { readFile } from "node:fs/promises";
import { errorMessage } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import { UsageError } from "./usage-error.js";

/**
 * Reads and parses the file that a flag names. `parse` gets the text and the name of the file in messages. Throws UsageError that names
 * the file and the flag if that fails.
 */
export async function readFlagFile<T>(
  flag: string,
  file: string,
  parse: (text: string, name: string) => MaybePromise<T>,
): Promise<T> {
  const name = `${file} of ${flag}`;
  const text = await readText(file, name);
  try {
    return await parse(text, name);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot use ${name}: ${errorMessage(error)}`, 1);
  }
}

/** The text of the file that a flag names. Throws UsageError that names both if it cannot be read. */
export function readFlagText(flag: string, file: string): Promise<string> {
  return readText(file, `${file} of ${flag}`);
}

/** The text of a file, which messages call `name`. Throws UsageError. */
export async function readText(file: string, name: string, exitCode: 1 | 2 = 1): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${errorMessage(error)}`, exitCode);
  }
}

/** How {@link parseYaml} parses. */
export interface YamlOptions {
  /** Whether mappings become Maps, which keep the order of all keys. Default false: objects. */
  readonly asMaps?: boolean;
  /** The exit code of the UsageError. Default 1. */
  readonly exitCode?: 1 | 2;
}

/**
 * The documents of a YAML text, which messages call `name`. Throws UsageError with the first line of the parser's message: the others
 * quote the text, which may contain credentials.
 */
export async function parseYaml(
  text: string,
  name: string,
  { asMaps = false, exitCode = 1 }: YamlOptions = {},
): Promise<readonly unknown[]> {
  const { CORE_SCHEMA, loadAll, realMapTag } = await import("js-yaml");
  try {
    return loadAll(text, { schema: asMaps ? CORE_SCHEMA.withTags(realMapTag) : CORE_SCHEMA });
  } catch (error) {
    throw new UsageError(`${name} is not YAML: ${errorMessage(error).split("\n")[0]}`, exitCode);
  }
}
