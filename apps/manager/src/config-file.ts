import { parseYaml, readText } from "./read-flag-file.js";
import { UsageError } from "./usage-error.js";

/**
 * Reads the settings of a config file: a YAML mapping from flag names to scalars or lists, which are joined by commas as on
 * the command line. Throws UsageError for a file that cannot be read or has any other content.
 */
export async function readConfigFile(file: string): Promise<ReadonlyMap<string, string>> {
  const name = `${file} of --config`;
  const [document] = await parseYaml(await readText(file, name, 2), name, { asMaps: true, exitCode: 2 });
  if (document === null || document === undefined) return new Map();
  if (!(document instanceof Map)) throw new UsageError(`${file}: expected a mapping from flag names to values`, 2);
  const settings = new Map<string, string>();
  for (const [key, value] of document) settings.set(String(key), scalar(file, String(key), value));
  return settings;
}

function scalar(file: string, key: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => scalar(file, key, each)).join(",");
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new UsageError(`${file}: ${key}: expected a string, a number or a list of them`, 2);
}
