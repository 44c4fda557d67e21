/**
 * Writes a protobuf message from its end to its beginning, as Kubernetes' own encoders do: when the head of what is inside
 * is written its length is known, and nothing is copied from one message into another. So fields are written in falling
 * order. What is absent or empty is not written, as proto3 has it.
 */
export class BackwardWriter {
  #bytes = Buffer.allocUnsafe(1024);
  /** What is written begins here. */
  #start = 1024;

  /** In bytes, so far. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  text(number: number, value: string | undefined): void {
    if (value !== undefined && value !== "") this.#text(number, value);
  }

  texts(number: number, values: readonly string[] | undefined): void {
    for (let index = (values?.length ?? 0) - 1; index >= 0; index--) this.#text(number, values?.[index] as string);
  }

  flag(number: number, value: boolean | undefined): void {
    if (value === true) this.integer(number, 1);
  }

  /** Not below zero. */
  integer(number: number, value: number | undefined): void {
    if (value === undefined || value === 0) return;
    this.#varint(value);
    this.#varint(number << 3);
  }

  double(number: number, value: number | undefined): void {
    if (value === undefined || value === 0) return;
    this.#reserve(8);
    this.#start -= 8;
    this.#bytes.writeDoubleLE(value, this.#start);
    this.#varint((number << 3) | 1);
  }

  /** A message within this one, of what `write` writes; also when that is nothing. */
  message(number: number, write: () => void): void {
    const before = this.length;
    write();
    this.head(number, this.length - before);
  }

  /** The head of a field whose so many bytes are written already. */
  head(number: number, length: number): void {
    this.#varint(length);
    this.#varint((number << 3) | 2);
  }

  /** What was written. The writer is done with. */
  finish(): Buffer {
    return this.#bytes.subarray(this.#start);
  }

  #text(number: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.#reserve(length);
    this.#start -= length;
    this.#bytes.write(value, this.#start);
    this.head(number, length);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let size = 1;
    for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size++;
    this.#start -= size;
    let at = this.#start;
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.#bytes[at++] = (rest % 0x80) | 0x80;
    this.#bytes[at] = rest;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#start) return;
    const { length } = this;
    const next = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, length + bytes));
    const start = next.length - length;
    this.#bytes.copy(next, start, this.#start);
    this.#bytes = next;
    this.#start = start;
  }
}
