/** Writes protobuf messages. What is absent or empty is not written, as proto3 has it. */
export class ProtobufWriter {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  text(number: number, value: string | undefined): this {
    if (value !== undefined && value !== "") this.#bytes(number, Buffer.from(value));
    return this;
  }

  texts(number: number, values: readonly string[] | undefined): this {
    for (const value of values ?? []) this.#bytes(number, Buffer.from(value));
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
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#push(bytes);
    return this;
  }

  /** A message within this one; also written when it is empty. */
  message(number: number, value: ProtobufWriter | undefined): this {
    if (value !== undefined) this.#bytes(number, value.finish());
    return this;
  }

  /** The head of a field whose bytes are written elsewhere. */
  lengthOf(number: number, length: number): this {
    this.#varint((number << 3) | 2);
    this.#varint(length);
    return this;
  }

  messages(number: number, values: Iterable<ProtobufWriter>): this {
    for (const value of values) this.message(number, value);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#chunks, this.#length);
  }

  #bytes(number: number, bytes: Buffer): void {
    this.lengthOf(number, bytes.length);
    this.#push(bytes);
  }

  #varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    while (rest > 0x7f) {
      bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    bytes.push(rest);
    this.#push(Buffer.from(bytes));
  }

  #push(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }
}
