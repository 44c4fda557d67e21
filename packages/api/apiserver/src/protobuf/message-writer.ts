const initialBytes = 64 * 1024;
/** The length limit of objects is lower; a longer message is written to a buffer of its own, which is not kept. */
const reusableBytes = 4 * 1024 * 1024;

/**
 * Writes a message from its end to its beginning, as Go's generated code does: the length of a part is known once it is
 * written, so that nothing is measured beforehand. The buffer is reused for the next message.
 */
export class MessageWriter {
  #bytes: Buffer;
  /** The start of what has been written. */
  #at: number;

  /** `bytes`: the expected length of messages. Default: the length of most objects. */
  constructor(bytes = initialBytes) {
    this.#bytes = Buffer.allocUnsafe(bytes);
    this.#at = bytes;
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** A copy of what has been written; empties the writer. */
  finish(): Buffer {
    const message = Buffer.from(this.#bytes.subarray(this.#at));
    if (this.#bytes.length > reusableBytes) this.#bytes = Buffer.allocUnsafe(initialBytes);
    this.#at = this.#bytes.length;
    return message;
  }

  /** Discards what has been written. */
  clear(): void {
    this.#at = this.#bytes.length;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#at -= bytes.length;
    this.#bytes.set(bytes, this.#at);
  }

  text(text: string): void {
    const { length } = text;
    this.#reserve(length * 3);
    let at = this.#at;
    for (let index = length - 1; index >= 0; index--) {
      const code = text.charCodeAt(index);
      if (code > 0x7f || length > 256) {
        this.#longText(text);
        return;
      }
      this.#bytes[--at] = code;
    }
    this.#at = at;
  }

  /** Decodes base64 text and writes the bytes. */
  base64(text: string): void {
    this.bytes(Buffer.from(text, "base64"));
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** An integer; negative ones as 64 bits in two's complement, whatever their width. */
  varint(value: number): void {
    if (value >= 0 && value < 0x80) {
      this.#reserve(1);
      this.#bytes[--this.#at] = value;
      return;
    }
    this.#reserve(10);
    let low = value >>> 0;
    let high = Math.floor(value / 2 ** 32) >>> 0;
    let length = 1;
    for (let rest = value < 0 ? 0 : Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) length++;
    if (value < 0) length = 10;
    const start = this.#at - length;
    for (let index = 0; index < length; index++) {
      this.#bytes[start + index] = (low & 0x7f) | (index < length - 1 ? 0x80 : 0);
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#at = start;
  }

  /** The tag of a field whose value has been written. */
  tag(number: number, wireType: number): void {
    this.varint(number * 8 + wireType);
  }

  /** The tag and the length of a field whose value was written since the writer had the length `length`. */
  delimit(number: number, length: number): void {
    this.varint(this.length - length);
    this.tag(number, 2);
  }

  #longText(text: string): void {
    const length = Buffer.byteLength(text);
    this.#at -= length;
    this.#bytes.write(text, this.#at, length, "utf8");
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#at) return;
    const { length } = this;
    const next = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, length + bytes));
    this.#bytes.copy(next, next.length - length, this.#at);
    this.#at = next.length - length;
    this.#bytes = next;
  }
}
