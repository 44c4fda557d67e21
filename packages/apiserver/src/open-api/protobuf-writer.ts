/** Writes protobuf messages. What is absent or empty is not written, as proto3 has it. */
export class ProtobufWriter {
  #bytes = Buffer.allocUnsafe(128);
  #length = 0;

  text(number: number, value: string | undefined): this {
    if (value !== undefined && value !== "") this.#text(number, value);
    return this;
  }

  texts(number: number, values: readonly string[] | undefined): this {
    for (const value of values ?? []) this.#text(number, value);
    return this;
  }

  flag(number: number, value: boolean | undefined): this {
    return value === true ? this.integer(number, 1) : this;
  }

  /** Not below zero. */
  integer(number: number, value: number | undefined): this {
    if (value === undefined || value === 0) return this;
    this.#varint(number << 3);
    this.#varint(value);
    return this;
  }

  double(number: number, value: number | undefined): this {
    if (value === undefined || value === 0) return this;
    this.#varint((number << 3) | 1);
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
    return this;
  }

  /** A message within this one; also written when it is empty. */
  message(number: number, value: ProtobufWriter | undefined): this {
    if (value === undefined) return this;
    const content = value.finish();
    this.lengthOf(number, content.length);
    this.#reserve(content.length);
    this.#length += content.copy(this.#bytes, this.#length);
    return this;
  }

  messages(number: number, values: Iterable<ProtobufWriter>): this {
    for (const value of values) this.message(number, value);
    return this;
  }

  /** The head of a field whose bytes are written elsewhere. */
  lengthOf(number: number, length: number): this {
    this.#varint((number << 3) | 2);
    this.#varint(length);
    return this;
  }

  /** What was written. The writer is done with. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #text(number: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.lengthOf(number, length);
    this.#reserve(length);
    this.#length += this.#bytes.write(value, this.#length);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(bytes: number): void {
    const wanted = this.#length + bytes;
    if (wanted <= this.#bytes.length) return;
    const next = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, wanted));
    this.#bytes.copy(next, 0, 0, this.#length);
    this.#bytes = next;
  }
}
