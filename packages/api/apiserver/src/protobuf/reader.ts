import { tooManyValues } from "../limits/body-values.js";

/** A message that is truncated or malformed. */
export class ProtobufError extends Error {}

/** Wire types: varint, 8 bytes, length-delimited, groups (deprecated), 4 bytes. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** How many more values a message may have, including nested messages. */
export interface ValueBudget {
  left: number;
}

/** Where a message ends, and its limits. */
export interface ReaderLimits {
  readonly end?: number;
  readonly values?: ValueBudget | undefined;
}

/**
 * Reads a message field by field, as Go's generated code does: after each `next`, `number` and `wireType` are those of the
 * field whose value must then be read or skipped. Every method throws {@link ProtobufError}.
 */
export class MessageReader {
  number = 0;
  wireType = 0;
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  /** The halves of the last varint. */
  #low = 0;
  #high = 0;

  readonly #values: ValueBudget | undefined;

  /** Reads `bytes` from `start` to `end`; `values`: how many values are allowed. Default: all bytes, and any number. */
  constructor(bytes: Buffer, start = 0, { end = bytes.length, values }: ReaderLimits = {}) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#values = values;
  }

  /** Counts a value. Throws StoreError `RequestEntityTooLarge` when there are too many. */
  count(): void {
    if (this.#values !== undefined && --this.#values.left < 0) throw tooManyValues();
  }

  get atEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** Advances to the next field; false at the end. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    this.count();
    this.#readVarint();
    this.wireType = this.#low & 7;
    this.number = (this.#low >>> 3) | (this.#high << 29);
    if (this.wireType === wireTypes.groupEnd) throw new ProtobufError("proto: wiretype end group for non-group");
    if (this.number <= 0) {
      throw new ProtobufError(`proto: illegal tag ${this.number} (wire type ${this.wireType})`);
    }
    return true;
  }

  /** Throws unless the field has this wire type. */
  expect(wireType: number): void {
    if (this.wireType !== wireType) throw new ProtobufError(`proto: wrong wireType = ${this.wireType}`);
  }

  bool(): boolean {
    this.#readVarint();
    return this.#low !== 0 || this.#high !== 0;
  }

  int32(): number {
    this.#readVarint();
    return this.#low | 0;
  }

  uint32(): number {
    this.#readVarint();
    return this.#low >>> 0;
  }

  /** Above 2^53 the nearest number that JavaScript can represent, as with JSON. */
  int64(): number {
    this.#readVarint();
    return (this.#high | 0) * 2 ** 32 + (this.#low >>> 0);
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  text(): string {
    const length = this.#length();
    const start = this.#take(length);
    return this.#bytes.toString("utf8", start, start + length);
  }

  bytes(): Buffer {
    const length = this.#length();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** A reader for the message or packed list that is the field's value. */
  message(): MessageReader {
    const length = this.#length();
    const start = this.#take(length);
    return new MessageReader(this.#bytes, start, { end: start + length, values: this.#values });
  }

  /** Skips the field's value, whatever its type. Groups may be nested: they are counted, not entered. */
  skip(): void {
    let groups = 0;
    let wireType = this.wireType;
    for (;;) {
      switch (wireType) {
        case wireTypes.varint:
          this.#readVarint();
          break;
        case wireTypes.fixed64:
          this.#take(8);
          break;
        case wireTypes.bytes:
          this.#take(this.#length());
          break;
        case wireTypes.groupStart:
          groups++;
          break;
        case wireTypes.groupEnd:
          if (groups === 0) throw new ProtobufError("proto: unexpected end of group");
          groups--;
          break;
        case wireTypes.fixed32:
          this.#take(4);
          break;
        default:
          throw new ProtobufError(`proto: illegal wireType ${wireType}`);
      }
      if (groups === 0) return;
      this.#readVarint();
      wireType = this.#low & 7;
    }
  }

  #length(): number {
    this.#readVarint();
    if (this.#high < 0) throw new ProtobufError("proto: negative length found during unmarshaling");
    if (this.#high !== 0) throw new ProtobufError("unexpected EOF");
    return this.#low >>> 0;
  }

  #take(length: number): number {
    const start = this.#at;
    if (length > this.#end - start) throw new ProtobufError("unexpected EOF");
    this.#at = start + length;
    return start;
  }

  #readVarint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      if (this.#at >= this.#end) throw new ProtobufError("unexpected EOF");
      const byte = this.#bytes[this.#at++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.#low = low;
        this.#high = high;
        return;
      }
    }
    throw new ProtobufError("proto: integer overflow");
  }
}
