import type { TimeSlice } from "@engenho/core";
import { Construction } from "./yaml/construct.js";
import { firstDocument, refuseTooManyValues } from "./yaml/document-text.js";
import { YamlSyntaxError, yamlFault } from "./yaml/yaml-syntax-error.js";

export { YamlSyntaxError };

/** A YAML text converted to a JSON value as upstream does. */
export interface ParsedYaml {
  readonly value: unknown;
  /** `line 3: key "a" already set in map` for each duplicate key of a map; its last value wins. */
  readonly duplicates: readonly string[];
}

/** Maximum nesting of YAML: deeper objects are refused anyway, and the parser recurses. */
const maxDepth = 512;

/**
 * Parses the first document of a YAML 1.1 text as goyaml does, in linear time. Throws {@link YamlSyntaxError}. The parser is
 * loaded by the first call (decision 016). With a `slice` it yields between its phases.
 */
export async function parseYaml(text: string, slice?: TimeSlice): Promise<ParsedYaml> {
  const { parseEvents, getScalarValue } = await import("js-yaml");
  const source = firstDocument(text.startsWith("\uFEFF") ? text.slice(1) : text);
  refuseTooManyValues(source);
  let events: ReturnType<typeof parseEvents>;
  try {
    events = parseEvents(source, { maxDepth: maxDepth + 2 });
  } catch (error) {
    throw yamlFault(syntaxFault(error));
  }
  if (slice !== undefined) await slice.giveWay();
  // The first event starts the document, the second one its only node.
  const construction = new Construction({ text: source, events, scalarValue: getScalarValue, maxDepth });
  // V8 keeps a whole text alive for each substring of it: strings that outlive the request must be copies.
  const constructed = events.length === 0 ? null : construction.value(1);
  if (slice !== undefined) await slice.giveWay();
  const value: unknown = JSON.parse(JSON.stringify(constructed));
  if (slice !== undefined) await slice.giveWay();
  const found = construction.duplicates;
  const lines = lineNumbers(
    source,
    found.map(({ at }) => at),
  );
  const duplicates = found.map(({ key, at }) => `line ${lines.get(at)}: key ${key} already set in map`);
  return { value, duplicates };
}

function syntaxFault(error: unknown): string {
  const { reason, mark, message } = error as Error & { reason?: string; mark?: { line: number } };
  if (reason?.startsWith("nesting exceeded") === true) return "exceeded max depth";
  const fault = reason ?? message;
  return mark === undefined ? fault : `line ${mark.line + 1}: ${fault}`;
}

/** The line numbers, from 1, of several offsets in a text. */
function lineNumbers(text: string, places: readonly number[]): ReadonlyMap<number, number> {
  const lines = new Map<number, number>();
  let line = 1;
  let end = text.indexOf("\n");
  for (const place of places.toSorted((left, right) => left - right)) {
    for (; end >= 0 && end < place; end = text.indexOf("\n", end + 1)) line++;
    lines.set(place, line);
  }
  return lines;
}
