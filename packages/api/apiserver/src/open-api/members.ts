import { type Rendered, schemaJson } from "./rendered-schema.js";
import { definitionProtobuf } from "./v2-protobuf.js";

/** Members of a JSON object, each in pieces. */
export function* jsonSchemas(definitions: Rendered, place: "first" | "behind others"): Generator<string> {
  let separator = place === "first" ? "" : ",";
  for (const [name, schema] of definitions) {
    yield `${separator}${JSON.stringify(name)}:`;
    separator = ",";
    yield* schemaJson(schema);
  }
}

/** Definitions in protobuf, each in pieces. */
export function* protobufSchemas(definitions: Rendered): Generator<Buffer> {
  for (const [name, schema] of definitions) yield* definitionProtobuf(name, schema);
}

/** What `to` makes of each. */
export function* map<From, To>(from: Iterable<From>, to: (each: From) => To): Generator<To> {
  for (const each of from) yield to(each);
}

/** Members of a JSON object, with commas between them. */
export function* separated(members: Iterable<string>): Generator<string> {
  let first = true;
  for (const member of members) {
    yield first ? member : `,${member}`;
    first = false;
  }
}

/** Members of a JSON object that follow others. */
export function* followed<From>(from: Iterable<From>, member: (each: From) => string): Generator<string> {
  for (const each of from) yield `,${member(each)}`;
}

/** A text, then others. */
export function* prefixed(prefix: string, rest: Iterable<string>): Generator<string> {
  yield prefix;
  yield* rest;
}
