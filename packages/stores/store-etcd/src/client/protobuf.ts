/** A decoded field: a varint (a bigint where a number is not exact), or the bytes of a string, of bytes or of a message. */
export type FieldValue = number | bigint | Buffer;

/** Builds one protobuf message, field by field, in any order. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];

  /** An integer, a boolean or an enum. Not negative. */
  number(field: number, value: number | bigint): this {
    this.#parts.push(varint(field << 3), varint(value));
    return this;
  }

  /** As {@link number}; 0, the default, is omitted. */
  optional(field: number, value: number | bigint | undefined): this {
    return value === undefined || value === 0 || value === 0n ? this : this.number(field, value);
  }

  /** Bytes, or a message. */
  bytes(field: number, value: Uint8Array): this {
    this.#parts.push(varint((field << 3) | lengthDelimited), varint(value.length), value);
    return this;
  }

  /** A string, in UTF-8. */
  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value));
  }

  /** The message. */
  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const lengthDelimited = 2;

function varint(value: number | bigint): Buffer {
  if (typeof value === "number" && value < 0x80) return Buffer.of(value);
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/**
 * Calls `onField` with each field of a message, in order. Fixed-size fields, which etcd's messages do not have, are
 * skipped. Throws RangeError for malformed messages.
 */
export function readMessage(message: Buffer, onField: (field: number, value: FieldValue) => void): void {
  const reader = new Reader(message);
  while (!reader.isAtEnd) {
    const tag = Number(reader.varint());
    const field = tag >>> 3;
    switch (tag & 7) {
      case 0:
        onField(field, reader.varint());
        break;
      case 1:
        reader.take(8);
        break;
      case lengthDelimited:
        onField(field, reader.take(Number(reader.varint())));
        break;
      case 5:
        reader.take(4);
        break;
      default:
        throw new RangeError(`a protobuf message has the unknown wire type ${tag & 7}`);
    }
  }
}

/** A field as a number: revisions, counts, flags. */
export function numberOf(value: FieldValue): number {
  if (typeof value === "bigint") return Number(BigInt.asIntN(64, value));
  return typeof value === "number" ? value : 0;
}

/** A field as a 64-bit integer: lease IDs. */
export function bigintOf(value: FieldValue): bigint {
  return typeof value === "object" ? 0n : BigInt(value);
}

/** A field as bytes. They share the message's memory. */
export function bytesOf(value: FieldValue): Buffer {
  return typeof value === "object" ? value : noBytes;
}

const noBytes = Buffer.alloc(0);

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError("a protobuf message ends within a field");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  varint(): number | bigint {
    let value = 0;
    let scale = 1;
    // Seven bytes have 49 bits, which a number holds.
    for (let count = 0; count < 7; count++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    let large = BigInt(value);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      large |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return large <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(large) : large;
    }
    throw new RangeError("a protobuf message has an integer of more than ten bytes");
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new RangeError("a protobuf message ends within an integer");
    this.#at++;
    return byte;
  }
}
