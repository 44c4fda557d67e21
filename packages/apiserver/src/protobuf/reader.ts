/** A message that is cut short or is none. */
export class ProtobufError extends Error {}

/** One field of a message: a number for varints and fixed widths, bytes for everything with a length. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
  /** How it was written: 0 varint, 1 fixed 64, 2 bytes, 5 fixed 32. */
  readonly wireType: number;
}

/** The fields of a message in the order in which they stand. Throws {@link ProtobufError}. */
export function* readFields(message: Buffer): Generator<WireField> {
  const reader = new Reader(message);
  while (!reader.atEnd) {
    const tag = Number(reader.varint());
    const wireType = tag & 7;
    const number = tag >>> 3;
    if (number === 0) throw new ProtobufError("proto: illegal tag 0 (wire type 0)");
    switch (wireType) {
      case 0:
        yield { number, wireType, value: reader.varint() };
        break;
      case 1:
        yield { number, wireType, value: reader.bytes(8) };
        break;
      case 2:
        yield { number, wireType, value: reader.bytes(Number(reader.varint())) };
        break;
      case 5:
        yield { number, wireType, value: reader.bytes(4) };
        break;
      default:
        throw new ProtobufError(`proto: wrong wireType = ${wireType}`);
    }
  }
}

/** The varints of a packed list. Throws {@link ProtobufError}. */
export function readPackedVarints(bytes: Buffer): readonly bigint[] {
  const reader = new Reader(bytes);
  const values: bigint[] = [];
  while (!reader.atEnd) values.push(reader.varint());
  return values;
}

class Reader {
  readonly #message: Buffer;
  #at = 0;

  constructor(message: Buffer) {
    this.#message = message;
  }

  get atEnd(): boolean {
    return this.#at >= this.#message.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#message[this.#at++];
      if (byte === undefined) throw new ProtobufError("unexpected EOF");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufError("proto: integer overflow");
  }

  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#message.length) throw new ProtobufError("unexpected EOF");
    const bytes = this.#message.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}
