import { ProtobufWriter } from "./protobuf-writer.js";
import type { RenderedSchema } from "./render-schema.js";
import type { OpenApi2, Operation2, Parameter2, PathItem2 } from "./v2.js";

/** The document as gnostic's openapi.v2.Document, which is all that kubectl before 1.28 asks for. */
export function openApi2Protobuf(document: OpenApi2): Buffer {
  const { info, paths, definitions } = document;
  return new ProtobufWriter()
    .text(1, document.swagger)
    .message(2, new ProtobufWriter().text(1, info.title).text(2, info.version))
    .message(
      8,
      new ProtobufWriter().messages(
        2,
        Object.entries(paths).map(([path, item]) => named(path, pathItem(item))),
      ),
    )
    .message(9, new ProtobufWriter().messages(1, schemas(definitions)))
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
  return new ProtobufWriter()
    .texts(1, value.tags)
    .text(3, value.description)
    .text(5, value.operationId)
    .texts(6, value.produces)
    .texts(7, value.consumes)
    .messages(8, value.parameters.map(parameter))
    .message(9, new ProtobufWriter().messages(1, responses))
    .texts(10, value.schemes)
    .messages(13, [
      extension("x-kubernetes-action", value["x-kubernetes-action"]),
      extension("x-kubernetes-group-version-kind", value["x-kubernetes-group-version-kind"]),
    ]);
}

/** A ParametersItem. */
function parameter(value: Parameter2): ProtobufWriter {
  return new ProtobufWriter().message(1, value.in === "body" ? bodyParameter(value) : otherParameter(value));
}

function bodyParameter(value: Extract<Parameter2, { in: "body" }>): ProtobufWriter {
  const body = new ProtobufWriter()
    .text(2, value.name)
    .text(3, "body")
    .flag(4, value.required)
    .message(5, schema(value.schema));
  return new ProtobufWriter().message(1, body);
}

function otherParameter(value: Exclude<Parameter2, { in: "body" }>): ProtobufWriter {
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
    writer.message(21, new ProtobufWriter().message(1, schema(additionalProperties as RenderedSchema)));
  }
  const type = text("type");
  if (type !== undefined) writer.message(22, new ProtobufWriter().texts(1, [type]));
  if (items !== undefined) writer.message(23, new ProtobufWriter().message(1, schema(items as RenderedSchema)));
  if (properties !== undefined) {
    writer.message(25, new ProtobufWriter().messages(1, schemas(properties as Record<string, RenderedSchema>)));
  }
  for (const [name, content] of Object.entries(value))
    if (name.startsWith("x-")) writer.message(31, extension(name, content));
  return writer;
}

function* schemas(all: Readonly<Record<string, RenderedSchema>>): Generator<ProtobufWriter> {
  for (const [name, value] of Object.entries(all)) yield named(name, schema(value));
}

function extension(name: string, value: unknown): ProtobufWriter {
  return named(name, any(value));
}

/** Any holds YAML, of which JSON is a form. */
function any(value: unknown): ProtobufWriter {
  return new ProtobufWriter().text(2, `${JSON.stringify(value)}\n`);
}
