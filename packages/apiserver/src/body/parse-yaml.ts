/** A YAML text as the JSON value that upstream makes of it. */
export interface ParsedYaml {
  readonly value: unknown;
  /** `line 3: key "a" already set in map` for each key that stands twice in one map; the last one counts. */
  readonly duplicates: readonly string[];
}

/** A text that is no YAML. The message is what a client is told. */
export class YamlSyntaxError extends Error {}

/** Parses the first document of a YAML 1.1 text. Throws {@link YamlSyntaxError}. The parser is loaded at the first call. */
export async function parseYaml(text: string): Promise<ParsedYaml> {
  const { parseAllDocuments, isScalar } = await import("yaml");
  const parsed = parseAllDocuments(text, {
    version: "1.1",
    merge: true,
    uniqueKeys: (left, right) => left === right || (isScalar(left) && isScalar(right) && left.value === right.value),
    // Times, binary data, sets and ordered maps have no JSON form; upstream reads them as what they are written as.
    customTags: (tags) => tags.filter((tag) => typeof tag !== "object" || !withoutJson.has(tag.tag)),
  });
  const [document] = parsed;
  if (document === undefined) return { value: null, duplicates: [] };
  const duplicates: string[] = [];
  for (const error of document.errors) {
    const line = error.linePos?.[0].line ?? 1;
    if (error.code !== "DUPLICATE_KEY") {
      throw new YamlSyntaxError(`error converting YAML to JSON: yaml: line ${line}: ${firstLine(error.message)}`);
    }
    const key = /^\s*(?:-\s+)*["']?([^"':]+)/.exec(text.slice(error.pos[0]))?.[1]?.trim() ?? "";
    duplicates.push(`line ${line}: key ${JSON.stringify(key)} already set in map`);
  }
  try {
    return { value: document.toJS({ maxAliasCount: 1000 }), duplicates };
  } catch (error) {
    throw new YamlSyntaxError(`error converting YAML to JSON: yaml: ${(error as Error).message}`);
  }
}

const withoutJson: ReadonlySet<string> = new Set([
  "tag:yaml.org,2002:timestamp",
  "tag:yaml.org,2002:binary",
  "tag:yaml.org,2002:set",
  "tag:yaml.org,2002:omap",
  "tag:yaml.org,2002:pairs",
]);

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
}
