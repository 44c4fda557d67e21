import { yamlBlock, yamlText } from "./yaml-scalar.js";

/** Text is gathered into pieces of approximately this size. */
const pieceLength = 16 * 1024;
/** An empty piece before parsing and sorting large values, which take long: lets other requests run. */
const pause = Buffer.alloc(0);
/** YAML limits the length of simple keys; upstream writes longer ones after a question mark. */
const longestSimpleKey = 128;

/** A JSON value as YAML in pieces, keys sorted, indented as Go's marshaller does (sigs.k8s.io/yaml). */
export function* yamlPieces(value: unknown): Generator<Buffer> {
  let text = "";
  for (const line of yamlLines(value)) {
    text += line;
    if (text.length < pieceLength) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

/** A list as YAML, in pieces: `head`, then the items under `key`. An item's JSON is only parsed when its piece is requested. */
export function* yamlListPieces(
  head: Readonly<Record<string, unknown>>,
  key: string,
  items: Iterable<readonly Buffer[]>,
): Generator<Buffer> {
  yield* fields(head, (name) => name < key);
  let empty = true;
  for (const json of items) {
    if (empty) yield Buffer.from(`${key}:\n`);
    empty = false;
    const text = Buffer.concat(json).toString();
    if (text.length > pieceLength) yield pause;
    const item: unknown = JSON.parse(text);
    if (text.length > pieceLength) yield pause;
    yield* yamlPieces([item]);
  }
  if (empty) yield Buffer.from(`${key}: []\n`);
  yield* fields(head, (name) => name > key);
}

function* fields(head: Readonly<Record<string, unknown>>, wanted: (name: string) => boolean): Generator<Buffer> {
  const entries = Object.entries(head).filter(([name]) => wanted(name));
  if (entries.length > 0) yield* yamlPieces(Object.fromEntries(entries));
}

/** A mapping or a sequence that is being written. */
interface Frame {
  /** The pairs of a mapping; items of a sequence have no key. */
  readonly entries: Iterator<readonly [key: string | undefined, value: unknown]>;
  readonly indent: string;
  /** What the next line starts with. */
  lead: string;
}

/** The lines of a value. Not recursive: values may be nested as deeply as their text is long. */
function* yamlLines(root: unknown): Generator<string> {
  const whole = scalarLine(root, "");
  if (whole !== undefined) {
    yield whole;
    return;
  }
  const stack = [frameOf(root as object, "", "")];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const { value: entry, done } = frame.entries.next();
    if (done === true) {
      stack.pop();
      continue;
    }
    const [key, value] = entry;
    const { lead, indent } = frame;
    frame.lead = indent;
    if (key === undefined) {
      const scalar = scalarLine(value, indent);
      if (scalar !== undefined) yield `${lead}- ${scalar}`;
      else stack.push(frameOf(value as object, `${indent}  `, `${lead}- `));
      continue;
    }
    const isSimple = key.length <= longestSimpleKey;
    const before = isSimple ? `${lead}${yamlText(key)}:` : `${lead}? ${yamlText(key)}\n${indent}:`;
    const scalar = scalarLine(value, indent);
    if (scalar !== undefined) {
      yield `${before} ${scalar}`;
      continue;
    }
    yield `${before}\n`;
    const inner = Array.isArray(value) && isSimple ? indent : `${indent}  `;
    stack.push(frameOf(value as object, inner, inner));
  }
}

/** A value without entries of its own, up to the end of its last line; undefined for other values. */
function scalarLine(value: unknown, indent: string): string | undefined {
  if (typeof value === "string") return yamlBlock(value, `${indent}  `) ?? `${yamlText(value)}\n`;
  if (typeof value !== "object" || value === null) return `${value}\n`;
  if (Array.isArray(value)) return value.length === 0 ? "[]\n" : undefined;
  return Object.keys(value).length === 0 ? "{}\n" : undefined;
}

function frameOf(value: object, indent: string, lead: string): Frame {
  return { entries: Array.isArray(value) ? itemsOf(value) : pairsOf(value), indent, lead };
}

function* itemsOf(values: readonly unknown[]): Generator<readonly [undefined, unknown]> {
  for (const value of values) yield [undefined, value];
}

function* pairsOf(value: object): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(value).sort()) yield [key, (value as Record<string, unknown>)[key]];
}
