/**
 * A schema as a document of one OpenAPI version has it. Its properties are a map: as the fields of an object, thousands of
 * names that stand once would each make V8 a class of its own. What they are is rendered when it is reached, so that a
 * schema of a megabyte is rendered in as many pieces as it is written in.
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

/** Properties by name, each rendered when it is called for. */
export type RenderedProperties = ReadonlyMap<string, () => RenderedSchema>;

/** Text is handed over in pieces of about so many characters: a fraction of a millisecond's work. */
const pieceLength = 8 * 1024;
const nestedKeys = ["properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf", "not"] as const;

/** The schema as JSON, in pieces. */
export function* schemaJson(schema: RenderedSchema): Generator<string> {
  const written = { text: "" };
  yield* writeSchema(schema, written);
  yield written.text;
}

interface Written {
  text: string;
}

/** Adds to what is written, and hands that over whenever it is long enough. */
function* writeSchema(schema: RenderedSchema, written: Written): Generator<string> {
  if (!nestedKeys.some((key) => typeof schema[key] === "object")) {
    written.text += JSON.stringify(schema);
    return;
  }
  let separator = "{";
  for (const key in schema) {
    const value = schema[key];
    if (value === undefined) continue;
    written.text += `${separator}${JSON.stringify(key)}:`;
    separator = ",";
    yield* writeMember(key, value, written);
  }
  written.text += "}";
}

function* writeMember(key: string, value: unknown, written: Written): Generator<string> {
  switch (key) {
    case "properties":
      yield* writeProperties(value as RenderedProperties, written);
      return;
    case "items":
    case "not":
      yield* writeSchema(value as RenderedSchema, written);
      return;
    case "allOf":
    case "anyOf":
    case "oneOf":
      yield* writeChoices(value as readonly RenderedSchema[], written);
      return;
    case "additionalProperties":
      if (typeof value === "object") yield* writeSchema(value as RenderedSchema, written);
      else written.text += String(value);
      return;
    default:
      written.text += JSON.stringify(value);
  }
}

function* writeProperties(properties: RenderedProperties, written: Written): Generator<string> {
  let separator = "{";
  for (const [name, render] of properties) {
    written.text += `${separator}${JSON.stringify(name)}:`;
    separator = ",";
    yield* writeSchema(render(), written);
    yield* handedOver(written);
  }
  written.text += properties.size === 0 ? "{}" : "}";
}

function* writeChoices(choices: readonly RenderedSchema[], written: Written): Generator<string> {
  let separator = "[";
  for (const choice of choices) {
    written.text += separator;
    separator = ",";
    yield* writeSchema(choice, written);
    yield* handedOver(written);
  }
  written.text += choices.length === 0 ? "[]" : "]";
}

function* handedOver(written: Written): Generator<string> {
  if (written.text.length < pieceLength) return;
  yield written.text;
  written.text = "";
}
