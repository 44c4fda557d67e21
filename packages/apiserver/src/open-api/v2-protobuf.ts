import { ProtobufWriter } from "./protobuf-writer.js";
import type { RenderedSchema } from "./rendered-schema.js";
import {
  type BodyParameter2,
  type Operation2,
  type Parameter2,
  type PathItem2,
  type PlainParameter2,
  securityDefinitions2,
  sharedParameters2,
} from "./v2.js";

/** Fields of gnostic's openapi.v2.Document that hold what documents are composed of. */
export const documentFields = { paths: 8, definitions: 9 } as const;

/** What stands before the paths. */
export function documentHead2(title: string, version: string): Buffer {
  const info = new ProtobufWriter().text(1, title).text(2, version);
  return new ProtobufWriter().text(1, "2.0").message(2, info).finish();
}

/** The tag and the length of a field that holds so many bytes. */
export function fieldHead(number: number, length: number): Buffer {
  return new ProtobufWriter().lengthOf(number, length).finish();
}

/** Paths, as they stand in the document's `paths`. */
export function pathsProtobuf(paths: readonly (readonly [path: string, item: PathItem2])[]): Buffer {
  return new ProtobufWriter()
    .messages(
      2,
      paths.map(([path, item]) => named(path, pathItem(item))),
    )
    .finish();
}

/** Definitions, as they stand in the document's `definitions`. */
export function definitionsProtobuf(definitions: Iterable<readonly [name: string, schema: RenderedSchema]>): Buffer {
  return new ProtobufWriter().messages(1, schemas(definitions)).finish();
}

/** What stands behind the definitions. */
export function documentTail2(): Buffer {
  const parameters = new ProtobufWriter().messages(
    1,
    sharedParameters2().map(([name, value]) => named(name, wholeParameter(value))),
  );
  const { name, in: place, type, description } = securityDefinitions2.BearerToken;
  const apiKey = new ProtobufWriter().text(1, type).text(2, name).text(3, place).text(4, description);
  const security = new ProtobufWriter().message(1, named("BearerToken", new ProtobufWriter()));
  const definition = named("BearerToken", new ProtobufWriter().message(2, apiKey));
  return new ProtobufWriter()
    .message(10, parameters)
    .message(12, security)
    .message(13, new ProtobufWriter().message(1, definition))
    .finish();
}

function named(name: string, value: ProtobufWriter): ProtobufWriter {
  return new ProtobufWriter().text(1, name).message(2, value);
}

function pathItem({ operations, parameters }: PathItem2): ProtobufWriter {
  const { get, put, post, delete: remove, patch } = operations;
  return new ProtobufWriter()
    .message(2, get && operation(get))
    .message(3, put && operation(put))
    .message(4, post && operation(post))
    .message(5, remove && operation(remove))
    .message(8, patch && operation(patch))
    .messages(9, parameters.map(parameter));
}

function operation(value: Operation2): ProtobufWriter {
  const responses = Object.entries(value.responses).map(([code, { description, schema: answer }]) => {
    const response = new ProtobufWriter()
      .text(1, description)
      .message(2, answer && new ProtobufWriter().message(1, schema(answer)));
    return named(code, new ProtobufWriter().message(1, response));
  });
  const action = value["x-kubernetes-action"];
  const kind = value["x-kubernetes-group-version-kind"];
  return new ProtobufWriter()
    .texts(1, value.tags)
    .text(3, value.description)
    .text(5, value.operationId)
    .texts(6, value.produces)
    .texts(7, value.consumes)
    .messages(8, (value.parameters ?? []).map(parameter))
    .message(9, new ProtobufWriter().messages(1, responses))
    .texts(10, value.schemes)
    .messages(13, [
      ...(action === undefined ? [] : [extension("x-kubernetes-action", action)]),
      ...(kind === undefined ? [] : [extension("x-kubernetes-group-version-kind", kind)]),
    ]);
}

/** A ParametersItem. */
function parameter(value: Parameter2): ProtobufWriter {
  if ("$ref" in value) return new ProtobufWriter().message(2, new ProtobufWriter().text(1, value.$ref));
  return new ProtobufWriter().message(1, wholeParameter(value));
}

/** A Parameter. */
function wholeParameter(value: PlainParameter2 | BodyParameter2): ProtobufWriter {
  return value.in === "body" ? bodyParameter(value) : otherParameter(value);
}

function bodyParameter(value: BodyParameter2): ProtobufWriter {
  const body = new ProtobufWriter()
    .text(2, value.name)
    .text(3, "body")
    .flag(4, value.required)
    .message(5, schema(value.schema));
  return new ProtobufWriter().message(1, body);
}

function otherParameter(value: PlainParameter2): ProtobufWriter {
  const fields = new ProtobufWriter()
    .flag(1, value.required)
    .text(2, value.in)
    .text(3, value.description)
    .text(4, value.name);
  const other = new ProtobufWriter();
  if (value.in === "query") other.message(3, fields.text(6, value.type).flag(20, value.uniqueItems));
  else other.message(4, fields.text(5, value.type).flag(19, value.uniqueItems));
  return new ProtobufWriter().message(2, other);
}

function schema(value: RenderedSchema): ProtobufWriter {
  const text = (name: string) => (typeof value[name] === "string" ? (value[name] as string) : undefined);
  const number = (name: string) => (typeof value[name] === "number" ? (value[name] as number) : undefined);
  const flag = (name: string) => value[name] === true;
  const { items, properties, required, additionalProperties } = value;
  const writer = new ProtobufWriter()
    .text(1, text("$ref"))
    .text(2, text("format"))
    .text(3, text("title"))
    .text(4, text("description"))
    .double(6, number("multipleOf"))
    .double(7, number("maximum"))
    .flag(8, flag("exclusiveMaximum"))
    .double(9, number("minimum"))
    .flag(10, flag("exclusiveMinimum"))
    .integer(11, number("maxLength"))
    .integer(12, number("minLength"))
    .text(13, text("pattern"))
    .integer(14, number("maxItems"))
    .integer(15, number("minItems"))
    .flag(16, flag("uniqueItems"))
    .integer(17, number("maxProperties"))
    .integer(18, number("minProperties"))
    .texts(19, Array.isArray(required) ? (required as string[]) : undefined);
  for (const choice of Array.isArray(value.enum) ? value.enum : []) writer.message(20, any(choice));
  if (typeof additionalProperties === "boolean") {
    writer.message(21, new ProtobufWriter().flag(2, additionalProperties));
  } else if (additionalProperties !== undefined) {
    writer.message(21, new ProtobufWriter().message(1, schema(additionalProperties)));
  }
  const type = text("type");
  if (type !== undefined) writer.message(22, new ProtobufWriter().texts(1, [type]));
  if (items !== undefined) writer.message(23, new ProtobufWriter().message(1, schema(items)));
  if (properties !== undefined) {
    writer.message(25, new ProtobufWriter().messages(1, schemas(properties)));
  }
  for (const [name, content] of Object.entries(value))
    if (name.startsWith("x-")) writer.message(31, extension(name, content));
  return writer;
}

function* schemas(all: Iterable<readonly [name: string, schema: RenderedSchema]>): Generator<ProtobufWriter> {
  for (const [name, value] of all) yield named(name, schema(value));
}

function extension(name: string, value: unknown): ProtobufWriter {
  return named(name, any(value));
}

/** Any holds YAML, of which JSON is a form. */
function any(value: unknown): ProtobufWriter {
  return new ProtobufWriter().text(2, `${JSON.stringify(value)}\n`);
}
