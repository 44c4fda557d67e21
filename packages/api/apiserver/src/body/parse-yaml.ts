import type { TimeSlice } from "@engenho/core";
import { Construction } from "./yaml/construct.js";
import { firstDocument, refuseTooManyValues } from "./yaml/document-text.js";
import { YamlSyntaxError, yamlFault } from "./yaml/yaml-syntax-error.js";

export { YamlSyntaxError };

/** A YAML text as the JSON value that upstream makes of it. */
export interface ParsedYaml {
  readonly value: unknown;
  /** `line 3: key "a" already set in map` for each key that stands twice in one map; the last one counts. */
  readonly duplicates: readonly string[];
}

/** How deep YAML may nest: deeper objects are refused anyway, and the parser recurses. */
const maxDepth = 512;

/**
 * Parses the first document of a YAML 1.1 text as goyaml does, in time linear in its length. Throws {@link YamlSyntaxError}.
 * The parser is loaded at the first call (decision 016). By `slice` it gives way between its phases.
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
  // The first event begins the document, the second one its only node.
  const construction = new Construction({ text: source, events, scalarValue: getScalarValue, maxDepth });
  // V8 keeps the whole text alive for each piece cut out of it: what is kept must be texts of their own.
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

/** The line of each of some places of a text, counted from 1. */
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
