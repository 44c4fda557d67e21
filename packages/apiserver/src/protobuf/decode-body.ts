import { decodeMessage } from "./decode-message.js";
import { ProtobufError, readFields } from "./reader.js";
import { bytesOf } from "./special-messages.js";

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** The kind that an envelope names, and its message (runtime.Unknown). */
interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Buffer;
}

/**
 * A protobuf body as the JSON that it means. `definitionOf` finds the definition of what the envelope says that it
 * holds; undefined leaves the object with its kind alone, so that it can be refused by that. Throws {@link ProtobufError}.
 */
export function decodeProtobufBody(
  body: Buffer,
  definitionOf: (kind: { readonly apiVersion: string; readonly kind: string }) => string | undefined,
): Readonly<Record<string, unknown>> {
  if (!body.subarray(0, magic.length).equals(magic)) {
    throw new ProtobufError("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  }
  const { apiVersion, kind, raw } = readEnvelope(body.subarray(magic.length));
  const name = definitionOf({ apiVersion, kind });
  const type = { ...(apiVersion === "" ? {} : { apiVersion }), ...(kind === "" ? {} : { kind }) };
  return name === undefined ? type : { ...type, ...decodeMessage(raw, name) };
}

function readEnvelope(message: Buffer): Envelope {
  let apiVersion = "";
  let kind = "";
  let raw: Buffer = Buffer.alloc(0);
  for (const field of readFields(message)) {
    if (field.number === 2) raw = bytesOf(field);
    if (field.number !== 1) continue;
    for (const part of readFields(bytesOf(field))) {
      if (part.number === 1) apiVersion = bytesOf(part).toString("utf8");
      else if (part.number === 2) kind = bytesOf(part).toString("utf8");
    }
  }
  return { apiVersion, kind, raw };
}
