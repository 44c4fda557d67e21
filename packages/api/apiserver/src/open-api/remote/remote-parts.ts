import type { Rendered, RenderedSchema } from "../rendered-schema.js";
import type { Parameter2 } from "../v2.js";
import { pathProtobuf } from "../v2-protobuf.js";
import { parameterFrom, pathItemFrom, schemaFrom } from "./from-json.js";
import type { JsonObject } from "./json-value.js";
import type { RemoteAdditions } from "./merge.js";

const kindsKey = "x-kubernetes-group-version-kind";
const noKinds: RemoteAdditions["kinds"] = new Map();

/** Who owns the parts of the built-in kinds' definitions: the additions, if they have other kinds in them. */
export function sharedWith(
  builtIn: object,
  additions: RemoteAdditions | undefined,
): { readonly owner: object; readonly kinds: RemoteAdditions["kinds"] } {
  if (additions === undefined || additions.kinds.size === 0) return { owner: builtIn, kinds: noKinds };
  return { owner: additions, kinds: additions.kinds };
}

/** Definitions with the kinds for which services use them, too. */
export function* withKinds(
  definitions: Rendered,
  kinds: RemoteAdditions["kinds"],
): Generator<readonly [string, RenderedSchema]> {
  for (const [name, schema] of definitions) {
    const all = kinds.get(name);
    yield [name, all === undefined ? schema : { ...schema, [kindsKey]: all }];
  }
}

/** Members of the JSON object `paths` that follow others. */
export function* remotePaths({ paths }: RemoteAdditions): Generator<string> {
  yield* following(paths);
}

/** Members of the JSON object `definitions` that follow others. */
export function* remoteDefinitions({ definitions }: RemoteAdditions): Generator<string> {
  yield* following(definitions);
}

/** A path in protobuf. */
export function remoteProtobufPath([path, item]: readonly [path: string, item: JsonObject]): Buffer {
  return pathProtobuf(path, pathItemFrom(item));
}

/** The definitions, for protobuf. */
export function* remoteSchemas({ definitions }: RemoteAdditions): Generator<readonly [string, RenderedSchema]> {
  for (const [name, schema] of definitions) yield [name, schemaFrom(schema)];
}

/** The shared parameters, for protobuf. */
export function* remoteParameters(additions: RemoteAdditions | undefined): Generator<readonly [string, Parameter2]> {
  for (const [name, value] of additions?.parameters ?? []) {
    const parameter = parameterFrom(value);
    if (parameter !== undefined) yield [name, parameter];
  }
}

function* following(members: ReadonlyMap<string, JsonObject>): Generator<string> {
  for (const [name, value] of members) yield `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
