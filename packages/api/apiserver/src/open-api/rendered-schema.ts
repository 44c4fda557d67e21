/**
 * A schema as rendered in a document of one OpenAPI version. Its properties are a Map: as fields of objects, thousands of names
 * that occur once would each create a hidden class in V8. Each property is rendered when it is reached, so that a schema of a
 * megabyte is rendered in as many pieces as it is written in.
 */
export interface RenderedSchema {
  readonly properties?: RenderedProperties;
  readonly items?: RenderedSchema;
  readonly additionalProperties?: RenderedSchema | boolean;
  readonly allOf?: readonly RenderedSchema[];
  readonly anyOf?: readonly RenderedSchema[];
  readonly oneOf?: readonly RenderedSchema[];
  readonly not?: RenderedSchema;
  readonly [key: string]: unknown;
}

/** Properties by name, each rendered when its function is called. */
export type RenderedProperties = ReadonlyMap<string, () => RenderedSchema>;

/** Definitions by name, each rendered when it is reached. */
export type Rendered = Iterable<readonly [name: string, schema: RenderedSchema]>;

/** Text is yielded in pieces of approximately this many characters: a fraction of a millisecond's work. */
const pieceLength = 8 * 1024;
const nestedKeys = ["properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf", "not"] as const;

/** The schema as JSON, in pieces. */
export function* schemaJson(schema: RenderedSchema): Generator<string> {
  const buffer = { text: "" };
  yield* writeSchema(schema, buffer);
  yield buffer.text;
}

interface TextBuffer {
  text: string;
}

/** Appends to the text, and yields it whenever it is long enough. */
function* writeSchema(schema: RenderedSchema, buffer: TextBuffer): Generator<string> {
  if (!nestedKeys.some((key) => typeof schema[key] === "object")) {
    buffer.text += JSON.stringify(schema);
    return;
  }
  let separator = "{";
  for (const key in schema) {
    const value = schema[key];
    if (value === undefined) continue;
    buffer.text += `${separator}${JSON.stringify(key)}:`;
    separator = ",";
    yield* writeMember(key, value, buffer);
  }
  buffer.text += "}";
}

function* writeMember(key: string, value: unknown, buffer: TextBuffer): Generator<string> {
  switch (key) {
    case "properties":
      yield* writeProperties(value as RenderedProperties, buffer);
      return;
    case "items":
    case "not":
      yield* writeSchema(value as RenderedSchema, buffer);
      return;
    case "allOf":
    case "anyOf":
    case "oneOf":
      yield* writeChoices(value as readonly RenderedSchema[], buffer);
      return;
    case "additionalProperties":
      if (typeof value === "object") yield* writeSchema(value as RenderedSchema, buffer);
      else buffer.text += String(value);
      return;
    default:
      buffer.text += JSON.stringify(value);
  }
}

function* writeProperties(properties: RenderedProperties, buffer: TextBuffer): Generator<string> {
  let separator = "{";
  for (const [name, render] of properties) {
    buffer.text += `${separator}${JSON.stringify(name)}:`;
    separator = ",";
    yield* writeSchema(render(), buffer);
    yield* flushIfLong(buffer);
  }
  buffer.text += properties.size === 0 ? "{}" : "}";
}

function* writeChoices(choices: readonly RenderedSchema[], buffer: TextBuffer): Generator<string> {
  let separator = "[";
  for (const choice of choices) {
    buffer.text += separator;
    separator = ",";
    yield* writeSchema(choice, buffer);
    yield* flushIfLong(buffer);
  }
  buffer.text += choices.length === 0 ? "[]" : "]";
}

function* flushIfLong(buffer: TextBuffer): Generator<string> {
  if (buffer.text.length < pieceLength) return;
  yield buffer.text;
  buffer.text = "";
}
