import { decodeMessage } from "./decode-message.js";
import { messageOfDefinition } from "./message-type.js";
import { MessageReader, ProtobufError, wireTypes } from "./reader.js";

/** The prefix of protobuf bodies: `k8s` and a zero. */
export const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** The type in an envelope, and its message (runtime.Unknown). */
interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Buffer;
}

/**
 * A protobuf body converted to JSON. `definitionOf` finds the definition for the type in the envelope; if it returns undefined,
 * the object consists of its type only, so that it can be refused for it. Throws {@link ProtobufError}.
 */
export function decodeProtobufBody(
  body: Buffer,
  definitionOf: (kind: { readonly apiVersion: string; readonly kind: string }) => string | undefined,
): Readonly<Record<string, unknown>> {
  if (body.length === 0) throw new ProtobufError("empty data");
  if (!body.subarray(0, magic.length).equals(magic)) {
    throw new ProtobufError("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  }
  if (body.length === magic.length) throw new ProtobufError("empty body");
  const { apiVersion, kind, raw } = readEnvelope(new MessageReader(body, magic.length));
  const definition = definitionOf({ apiVersion, kind });
  const object = { ...(apiVersion === "" ? {} : { apiVersion }), ...(kind === "" ? {} : { kind }) };
  if (definition === undefined) return object;
  const type = messageOfDefinition(definition);
  if (type === undefined) throw new ProtobufError(`no message ${definition} is known`);
  return Object.assign(object, decodeMessage(raw, type));
}

function readEnvelope(reader: MessageReader): Envelope {
  let type = { apiVersion: "", kind: "" };
  let raw: Buffer = Buffer.alloc(0);
  while (reader.next()) {
    if (reader.number > 2) {
      reader.skip();
      continue;
    }
    reader.expect(wireTypes.bytes);
    if (reader.number === 1) type = readType(reader.message());
    else raw = reader.bytes();
  }
  return { ...type, raw };
}

function readType(reader: MessageReader): { apiVersion: string; kind: string } {
  let apiVersion = "";
  let kind = "";
  while (reader.next()) {
    if (reader.number > 2) {
      reader.skip();
      continue;
    }
    reader.expect(wireTypes.bytes);
    if (reader.number === 1) apiVersion = reader.text();
    else kind = reader.text();
  }
  return { apiVersion, kind };
}
