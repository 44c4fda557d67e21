import { Proto3Writer } from "./proto3-writer.js";
import type { RenderedProperties, RenderedSchema } from "./rendered-schema.js";
import {
  type BodyParameter2,
  type Operation2,
  type Parameter2,
  type PathItem2,
  type PlainParameter2,
  securityDefinitions2,
  sharedParameters2,
} from "./v2.js";

/** The fields of gnostic's openapi.v2.Document that are composed of parts. */
export const documentFields = { paths: 8, definitions: 9 } as const;

/** Yields after approximately this many bytes of a definition: a fraction of a millisecond's work. */
const pieceBytes = 8 * 1024;
const nothing = Buffer.alloc(0);

/** What precedes the paths. */
export function documentHead2(title: string, version: string): Buffer {
  const writer = new Proto3Writer();
  writer.message(2, () => {
    writer.text(2, version);
    writer.text(1, title);
  });
  writer.text(1, "2.0");
  return writer.finish();
}

/** The tag and the length of a field with this many bytes. */
export function fieldHead(number: number, length: number): Buffer {
  const writer = new Proto3Writer();
  writer.head(number, length);
  return writer.finish();
}

/** A path as an entry of the document's `paths`. */
export function pathProtobuf(path: string, item: PathItem2): Buffer {
  const writer = new Proto3Writer();
  named(writer, 2, path, () => pathItem(writer, item));
  return writer.finish();
}

/** A definition as an entry of the document's `definitions`: one piece, preceded by empty ones while it is being written. */
export function* definitionProtobuf(name: string, definition: RenderedSchema): Generator<Buffer> {
  const writer = new Proto3Writer();
  yield* new SchemaWriter(writer).named(1, name, definition);
  yield writer.finish();
}

/** What follows the definitions, with shared parameters beside those of this server. */
export function documentTail2(others: Iterable<readonly [name: string, parameter: Parameter2]> = []): Buffer {
  const { name, in: place, type, description } = securityDefinitions2.BearerToken;
  const writer = new Proto3Writer();
  writer.message(13, () =>
    named(writer, 1, "BearerToken", () =>
      writer.message(2, () => {
        writer.text(4, description);
        writer.text(3, place);
        writer.text(2, name);
        writer.text(1, type);
      }),
    ),
  );
  writer.message(12, () => named(writer, 1, "BearerToken", () => {}));
  writer.message(10, () => {
    for (const [shared, value] of [...sharedParameters2(), ...others].toReversed()) {
      if (!("$ref" in value)) named(writer, 1, shared, () => wholeParameter(writer, value));
    }
  });
  return writer.finish();
}

/** A pair of a name and a message, which is how maps are encoded. */
function named(writer: Proto3Writer, number: number, name: string, write: () => void): void {
  writer.message(number, () => {
    writer.message(2, write);
    writer.text(1, name);
  });
}

function pathItem(writer: Proto3Writer, { operations, parameters }: PathItem2): void {
  const { get, put, post, delete: remove, options, head, patch } = operations;
  for (const each of parameters.toReversed()) writer.message(9, () => parameter(writer, each));
  const write = (number: number, value: Operation2 | undefined) => {
    if (value !== undefined) writer.message(number, () => operation(writer, value));
  };
  write(8, patch);
  write(7, head);
  write(6, options);
  write(5, remove);
  write(4, post);
  write(3, put);
  write(2, get);
}

function operation(writer: Proto3Writer, value: Operation2): void {
  const action = value["x-kubernetes-action"];
  const kind = value["x-kubernetes-group-version-kind"];
  if (kind !== undefined) extension(writer, 13, "x-kubernetes-group-version-kind", kind);
  if (action !== undefined) extension(writer, 13, "x-kubernetes-action", action);
  writer.texts(10, value.schemes);
  writer.message(9, () => {
    for (const [code, response] of Object.entries(value.responses).reverse()) {
      named(writer, 1, code, () => writer.message(1, () => responseFields(writer, response)));
    }
  });
  for (const each of (value.parameters ?? []).toReversed()) writer.message(8, () => parameter(writer, each));
  writer.texts(7, value.consumes ?? []);
  writer.texts(6, value.produces);
  writer.text(5, value.operationId);
  writer.text(3, value.description);
  writer.texts(1, value.tags);
}

function responseFields(writer: Proto3Writer, { description, schema }: Operation2["responses"][string]): void {
  if (schema !== undefined) writer.message(2, () => writer.message(1, () => writeAtOnce(writer, schema)));
  writer.text(1, description);
}

/** A ParametersItem. */
function parameter(writer: Proto3Writer, value: Parameter2): void {
  if ("$ref" in value) writer.message(2, () => writer.text(1, value.$ref));
  else writer.message(1, () => wholeParameter(writer, value));
}

/** A Parameter. */
function wholeParameter(writer: Proto3Writer, value: PlainParameter2 | BodyParameter2): void {
  if (value.in === "body") writer.message(1, () => bodyParameter(writer, value));
  else writer.message(2, () => otherParameter(writer, value));
}

function bodyParameter(writer: Proto3Writer, value: BodyParameter2): void {
  writer.message(5, () => writeAtOnce(writer, value.schema));
  writer.flag(4, value.required);
  writer.text(3, "body");
  writer.text(2, value.name);
}

function otherParameter(writer: Proto3Writer, value: PlainParameter2): void {
  const isQuery = value.in === "query";
  writer.message(isQuery ? 3 : 4, () => {
    writer.flag(isQuery ? 20 : 19, value.uniqueItems);
    writer.text(isQuery ? 6 : 5, value.type);
    writer.text(4, value.name);
    writer.text(3, value.description);
    writer.text(2, value.in);
    writer.flag(1, value.required);
  });
}

/** Writes a schema that is no longer than a reference. */
function writeAtOnce(writer: Proto3Writer, schema: RenderedSchema): void {
  for (const _ of new SchemaWriter(writer).fields(schema));
}

/** Writes schemas, yielding empty pieces to let other requests have a turn. */
class SchemaWriter {
  readonly #writer: Proto3Writer;
  #lastTurn = 0;

  constructor(writer: Proto3Writer) {
    this.#writer = writer;
  }

  /** A schema with its name. */
  *named(number: number, name: string, schema: RenderedSchema): Generator<Buffer> {
    const writer = this.#writer;
    const before = writer.length;
    yield* this.#message(2, schema);
    writer.text(1, name);
    writer.end(number, before);
    if (writer.length - this.#lastTurn < pieceBytes) return;
    this.#lastTurn = writer.length;
    yield nothing;
  }

  /** The fields of a Schema. */
  *fields(value: RenderedSchema): Generator<Buffer> {
    const writer = this.#writer;
    const { items, properties, required, additionalProperties } = value;
    for (const name of Object.keys(value).reverse()) {
      if (name.startsWith("x-") && value[name] !== undefined) extension(writer, 31, name, value[name]);
    }
    if (properties !== undefined) yield* this.#properties(properties);
    if (items !== undefined) yield* this.#within(23, items);
    const { type } = value;
    if (typeof type === "string") writer.message(22, () => writer.texts(1, [type]));
    if (typeof additionalProperties === "boolean") writer.message(21, () => writer.flag(2, additionalProperties));
    else if (additionalProperties !== undefined) yield* this.#within(21, additionalProperties);
    for (const choice of Array.isArray(value.enum) ? value.enum.toReversed() : []) {
      writer.message(20, () => any(writer, choice));
    }
    writer.texts(19, Array.isArray(required) ? (required as string[]) : undefined);
    this.#bounds(value);
    writer.text(4, textOf(value.description));
    writer.text(3, textOf(value.title));
    writer.text(2, textOf(value.format));
    writer.text(1, textOf(value.$ref));
  }

  *#properties(properties: RenderedProperties): Generator<Buffer> {
    const before = this.#writer.length;
    for (const [name, render] of [...properties].reverse()) yield* this.named(1, name, render());
    this.#writer.end(25, before);
  }

  /** A message whose only field is a schema. */
  *#within(number: number, schema: RenderedSchema): Generator<Buffer> {
    const before = this.#writer.length;
    yield* this.#message(1, schema);
    this.#writer.end(number, before);
  }

  *#message(number: number, schema: RenderedSchema): Generator<Buffer> {
    const before = this.#writer.length;
    yield* this.fields(schema);
    this.#writer.end(number, before);
  }

  #bounds(value: RenderedSchema): void {
    const writer = this.#writer;
    const number = (name: string) => (typeof value[name] === "number" ? (value[name] as number) : undefined);
    writer.integer(18, number("minProperties"));
    writer.integer(17, number("maxProperties"));
    writer.flag(16, value.uniqueItems === true);
    writer.integer(15, number("minItems"));
    writer.integer(14, number("maxItems"));
    writer.text(13, textOf(value.pattern));
    writer.integer(12, number("minLength"));
    writer.integer(11, number("maxLength"));
    writer.flag(10, value.exclusiveMinimum === true);
    writer.double(9, number("minimum"));
    writer.flag(8, value.exclusiveMaximum === true);
    writer.double(7, number("maximum"));
    writer.double(6, number("multipleOf"));
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function extension(writer: Proto3Writer, number: number, name: string, value: unknown): void {
  named(writer, number, name, () => any(writer, value));
}

/** Any contains YAML, of which JSON is a subset. */
function any(writer: Proto3Writer, value: unknown): void {
  writer.text(2, `${JSON.stringify(value)}\n`);
}
