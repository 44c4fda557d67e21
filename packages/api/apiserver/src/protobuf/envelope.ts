import { magic } from "./decode-body.js";

/** The type in an envelope. */
export interface EnvelopeType {
  /** `""` where upstream's JSON has none either. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** What follows the message: empty contentEncoding and contentType. */
export const envelopeEnd = Buffer.from([0x1a, 0, 0x22, 0]);

/** What precedes a message of this many bytes (runtime.Unknown, and the prefix of all protobuf bodies). */
export function envelopeHead({ apiVersion, kind }: EnvelopeType, messageBytes: number): Buffer {
  const type = Buffer.concat([bytesField(1, Buffer.from(apiVersion)), bytesField(2, Buffer.from(kind))]);
  return Buffer.concat([magic, bytesField(1, type), fieldHead(2, messageBytes)]);
}

/** A message in its envelope. */
export function envelope(type: EnvelopeType, message: Buffer): Buffer {
  return Buffer.concat([envelopeHead(type, message.length), message, envelopeEnd]);
}

/** One watch event: its length in four bytes, and a WatchEvent without an envelope whose object has one. */
export function watchFrame(eventType: string, object: Buffer): Buffer {
  const event = [
    bytesField(1, Buffer.from(eventType)),
    fieldHead(2, fieldBytes(object.length)),
    fieldHead(1, object.length),
  ];
  const length = Buffer.alloc(4);
  length.writeUInt32BE(object.length + event.reduce((sum, part) => sum + part.length, 0));
  return Buffer.concat([length, ...event, object]);
}

/** What precedes the value of a field of this many bytes, for field numbers below 16. */
export function fieldHead(number: number, bytes: number): Buffer {
  const head = [(number << 3) | 2];
  let rest = bytes;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) head.push((rest % 0x80) | 0x80);
  head.push(rest);
  return Buffer.from(head);
}

/** The encoded length of a field with this many bytes, for field numbers below 16. */
export function fieldBytes(bytes: number): number {
  let head = 2;
  for (let rest = bytes; rest > 0x7f; rest = Math.floor(rest / 0x80)) head++;
  return head + bytes;
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([fieldHead(number, bytes.length), bytes]);
}
