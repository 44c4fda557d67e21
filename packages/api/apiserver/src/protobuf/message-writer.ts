const initialBytes = 64 * 1024;
/** More than an object may be long: what is longer is written with a buffer of its own, which is then let go. */
const keptBytes = 4 * 1024 * 1024;

/**
 * Writes a message from its end to its beginning, as Go's generated code does: the length of a part is known when it
 * stands there, so that nothing is measured beforehand. The buffer is used again by the next message.
 */
export class MessageWriter {
  #bytes: Buffer;
  /** What has been written begins here. */
  #at: number;

  /** `bytes`: how long messages are expected to be. Default: as long as most objects. */
  constructor(bytes = initialBytes) {
    this.#bytes = Buffer.allocUnsafe(bytes);
    this.#at = bytes;
  }

  /** How many bytes stand there. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** A copy of what stands there; the writer is empty then. */
  finish(): Buffer {
    const message = Buffer.from(this.#bytes.subarray(this.#at));
    if (this.#bytes.length > keptBytes) this.#bytes = Buffer.allocUnsafe(initialBytes);
    this.#at = this.#bytes.length;
    return message;
  }

  /** Forgets what stands there. */
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

  /** Base64 text as the bytes that it means. */
  base64(text: string): void {
    this.bytes(Buffer.from(text, "base64"));
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** An integer; below zero as 64 bits in two's complement, whatever its width. */
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

  /** The tag of a field that stands there already. */
  tag(number: number, wireType: number): void {
    this.varint(number * 8 + wireType);
  }

  /** The tag and the length of a field of which all from `length` on stands there. */
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
