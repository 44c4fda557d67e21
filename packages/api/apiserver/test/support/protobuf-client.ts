import { request as httpRequest } from "node:http";
import { decodeMessage } from "../../src/protobuf/decode-message.js";
import { type MessageType, messageOfKind, messageType } from "../../src/protobuf/message-type.js";
import { MessageReader } from "../../src/protobuf/reader.js";

export const protobuf = "application/vnd.kubernetes.protobuf";

/** A protobuf body decoded to JSON. `as`: its message, if that does not follow from its kind. */
export function readProtobuf(body: Buffer, as?: string): Record<string, unknown> {
  expectMagic(body);
  let type = { apiVersion: "", kind: "" };
  let raw: Buffer = Buffer.alloc(0);
  const reader = new MessageReader(body, 4);
  while (reader.next()) {
    if (reader.number === 1) type = readType(reader.message());
    else if (reader.number === 2) raw = reader.bytes();
    else reader.skip();
  }
  const message = as === undefined ? messageOfKind({ ...type, apiVersion: type.apiVersion || "v1" }) : messageType(as);
  if (message === undefined) throw new Error(`nobody knows ${type.apiVersion} ${type.kind}`);
  return { ...type, ...decodeMessage(raw, message) };
}

function expectMagic(body: Buffer): void {
  if (body.subarray(0, 4).toString("latin1") !== "k8s\0") throw new Error(`no protobuf: ${body.toString()}`);
}

function readType(reader: MessageReader): { apiVersion: string; kind: string } {
  const type = { apiVersion: "", kind: "" };
  while (reader.next()) type[reader.number === 1 ? "apiVersion" : "kind"] = reader.text();
  return type;
}

/** A watch event in protobuf. */
export interface ProtobufEvent {
  readonly type: string;
  /** The body of its object. */
  readonly object: Buffer;
}

/** A watch that only accepts protobuf, read as client-go does: length-prefixed frames. */
export async function watchProtobuf(
  port: number,
  path: string,
  accept = protobuf,
): Promise<{ contentType: string; next: () => Promise<ProtobufEvent | undefined>; close: () => void }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: "127.0.0.1", port, path, headers: { accept }, agent: false }, (response) => {
      const frames = framesOf(response);
      resolve({
        contentType: String(response.headers["content-type"]),
        next: async () => (await frames.next()).value,
        close: () => outgoing.destroy(),
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

async function* framesOf(response: AsyncIterable<Buffer>): AsyncGenerator<ProtobufEvent, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of response) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const end = 4 + rest.readUInt32BE(0);
      yield readEvent(rest.subarray(4, end));
      rest = rest.subarray(end);
    }
  }
  return undefined;
}

function readEvent(frame: Buffer): ProtobufEvent {
  const reader = new MessageReader(frame);
  let type = "";
  let object: Buffer = Buffer.alloc(0);
  while (reader.next()) {
    if (reader.number === 1) type = reader.text();
    else {
      const extension = reader.message();
      while (extension.next()) object = extension.bytes();
    }
  }
  return { type, object };
}

/** The message with a name; fails if there is none. */
export function knownMessage(name: string): MessageType {
  const type = messageType(name);
  if (type === undefined) throw new Error(`no message ${name}`);
  return type;
}
