import type { StatusCause } from "@engenho/core";
import { parseYaml, readFlagFile } from "../read-flag-file.js";
import { UsageError } from "../usage-error.js";
import { faultsOf, type Shape } from "./shape.js";

/** A configuration with its origin. */
export interface Source {
  /** Its name in messages: the file and the flag. */
  readonly name: string;
  /** The parsed document. */
  readonly value: unknown;
}

/** Reads a YAML or JSON file of a flag. Throws UsageError for a file that cannot be read, and for repeated keys. */
export function readSource(file: string, flag: string): Promise<Source> {
  return readFlagFile(flag, file, sourceOf);
}

/** Parses the first document of a YAML or JSON text, which messages call `name`. Throws UsageError. */
export async function sourceOf(text: string, name: string): Promise<Source> {
  const [value] = await parseYaml(text, name);
  return { name, value };
}

/** A kind of configuration: its name, its versions, and the shape of its fields beside apiVersion and kind. */
export interface ConfigurationKind {
  readonly kind: string;
  readonly apiVersions: readonly string[];
  readonly fields: Readonly<Record<string, Shape>>;
}

/** Decodes a source as one of these kinds. Throws UsageError with all errors and their fields. */
export function decodeKind<T>({ name, value }: Source, kinds: readonly ConfigurationKind[]): T {
  const { apiVersion, kind } = (value ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const found = kinds.find((one) => one.kind === kind && one.apiVersions.includes(String(apiVersion)));
  if (found === undefined) {
    const expected = kinds.map((one) => `${one.kind} of ${one.apiVersions[0]}`).join(" or ");
    const given = `no kind ${JSON.stringify(kind ?? "")} is registered for version ${JSON.stringify(apiVersion ?? "")}`;
    throw new UsageError(`${name}: ${given}; expected ${expected}`, 1);
  }
  return decodeShape(
    { name, value },
    { fields: { apiVersion: "text", kind: "text", metadata: "anything", ...found.fields } },
  );
}

/** Decodes a source of this shape. Throws UsageError with all errors and their fields. */
export function decodeShape<T>({ name, value }: Source, shape: Shape): T {
  const faults = faultsOf(value, shape);
  if (faults.length > 0) throw new UsageError(`${name}: strict decoding error: ${faults.join(", ")}`, 1);
  return value as T;
}

/** Throws UsageError if there are causes, with upstream's messages (field.ErrorList.ToAggregate). */
export function refuseFaults(name: string, causes: readonly StatusCause[]): void {
  const messages = causes.map(({ field, message }) => `${field}: ${message}`);
  if (messages.length === 0) return;
  throw new UsageError(`${name}: ${messages.length === 1 ? messages[0] : `[${messages.join(", ")}]`}`, 1);
}
