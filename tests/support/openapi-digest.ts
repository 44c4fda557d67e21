import type { Facts } from "./openapi-facts.js";

/** Facts as stored in a file: texts that occur several times are replaced by their index in `texts`. */
export interface Digest {
  readonly texts: readonly string[];
  /**
   * Path, method, then operation, parameters, responses and media types. In them `#` stands for the kind, which is at the end
   * of the first.
   */
  readonly operations: Readonly<Record<string, Readonly<Record<string, readonly Text[]>>>>;
  /** Definition, then its fields; `""` for the definition itself. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, Text>>>>;
  readonly others: Readonly<Record<string, string>>;
}

type Text = string | number;

const operationFacts = ["operation", "parameters", "answers", "media"] as const;
/** Nothing is served of versions before the first stable one. */
const unstable = /[./]v\d+(alpha|beta)\d+[./]/;

/** The facts of stable versions as a digest. */
export function digestOf(facts: Facts): Digest {
  const operations: Record<string, Record<string, string[]>> = {};
  const definitions: Record<string, Record<string, string>> = {};
  const others: Record<string, string> = {};
  for (const [key, value] of facts) {
    if (unstable.test(key)) continue;
    const [sort = "", first = "", second = ""] = key.split(" ");
    if (sort === "definition" || sort === "field") entry(definitions, first)[second] = value;
    else if (sort === "operation") {
      const kind = kindOf(value);
      const [, ...rest] = operationFacts.map((fact) => folded(facts.get(`${fact} ${first} ${second}`) ?? "", kind));
      entry(operations, second)[first] = [shortened(value, second), ...rest];
    } else if (!(operationFacts as readonly string[]).includes(sort)) others[key] = value;
  }
  const counts = new Map<string, number>();
  const count = (text: string) => counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const item of Object.values(operations)) for (const list of Object.values(item)) list.forEach(count);
  for (const fields of Object.values(definitions)) Object.values(fields).forEach(count);
  const texts = [...counts].filter(([text, times]) => times > 1 && text.length > 2).map(([text]) => text);
  const places = new Map(texts.map((text, place) => [text, place]));
  const placed = (text: string): Text => places.get(text) ?? text;
  return {
    texts,
    operations: mapValues(operations, (item) => mapValues(item, (list) => list.map(placed))),
    definitions: mapValues(definitions, (fields) => mapValues(fields, placed)),
    others,
  };
}

/** The facts of a digest. */
export function factsOfDigest({ texts, operations, definitions, others }: Digest): Facts {
  const facts = new Map<string, string>(Object.entries(others));
  const whole = (text: Text): string => (typeof text === "number" ? (texts[text] as string) : text);
  for (const [path, item] of Object.entries(operations)) {
    for (const [method, list] of Object.entries(item)) {
      const [short = "", ...rest] = list.map(whole);
      const operation = lengthened(short, path);
      const kind = kindOf(operation);
      const parts = [operation, ...rest.map((text) => unfolded(text, kind))];
      for (const [index, text] of parts.entries()) facts.set(`${operationFacts[index]} ${method} ${path}`, text);
    }
  }
  for (const [name, fields] of Object.entries(definitions)) {
    for (const [field, text] of Object.entries(fields)) {
      facts.set(field === "" ? `definition ${name}` : `field ${name} ${field}`, whole(text));
    }
  }
  return facts;
}

/** The kind that an operation concerns. */
function kindOf(operation: string): string | undefined {
  return /[/.]([A-Za-z]+)$/.exec(operation)?.[1];
}

/** An operation in which `.` replaces the group version if it is that of the path, and `#` the kind in its id. */
function shortened(operation: string, path: string): string {
  const kind = kindOf(operation);
  const version = versionOf(path);
  if (kind === undefined || version === undefined) return operation;
  const [id = "", action = "", about = ""] = operation.split(" ");
  return [id.replaceAll(kind, "#"), action, about.startsWith(version) ? `.${about.slice(version.length)}` : about].join(
    " ",
  );
}

function lengthened(short: string, path: string): string {
  const kind = kindOf(short);
  const version = versionOf(path);
  if (kind === undefined || version === undefined) return short;
  const [id = "", action = "", about = ""] = short.split(" ");
  return [id.replaceAll("#", kind), action, about.startsWith(".") ? `${version}${about.slice(1)}` : about].join(" ");
}

/** `apps/v1/` in a path. */
function versionOf(path: string): string | undefined {
  const [, group = "", version] = /^\/(?:api|apis\/([^/]+))\/([^/]+)\//.exec(path) ?? [];
  return version === undefined ? undefined : `${group}/${version}/`;
}

function folded(text: string, kind: string | undefined): string {
  return kind === undefined ? text : text.replaceAll(kind, "#");
}

function unfolded(text: string, kind: string | undefined): string {
  return kind === undefined ? text : text.replaceAll("#", kind);
}

function entry<Value extends object>(record: Record<string, Value>, key: string): Value {
  record[key] ??= {} as Value;
  return record[key];
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
