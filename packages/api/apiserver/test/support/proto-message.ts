/** Encodes protobuf messages as Go does: fields that are set are written, zero or not. */
export class ProtoMessage {
  readonly #chunks: Buffer[] = [];

  text(number: number, value: string): this {
    return this.bytes(number, Buffer.from(value));
  }

  integer(number: number, value: number): this {
    this.#varint(number << 3);
    this.#varint(value);
    return this;
  }

  message(number: number, value: ProtoMessage): this {
    return this.bytes(number, value.finish());
  }

  bytes(number: number, bytes: Buffer): this {
    this.#varint((number << 3) | 2);
    this.#varint(bytes.length);
    this.#chunks.push(bytes);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    this.#chunks.push(Buffer.from([...bytes, rest]));
  }
}
