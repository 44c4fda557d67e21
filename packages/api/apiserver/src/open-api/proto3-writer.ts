import { MessageWriter } from "../protobuf/message-writer.js";
import { wireTypes } from "../protobuf/reader.js";

/** Documents are written path by path, and most paths are short. */
const initialBytes = 1024;

/**
 * Writes the fields of proto3 messages, omitting absent and empty ones: from the end to the beginning, so in descending order
 * of their numbers.
 */
export class Proto3Writer {
  readonly #writer = new MessageWriter(initialBytes);

  /** In bytes, so far. */
  get length(): number {
    return this.#writer.length;
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

  integer(number: number, value: number | undefined): void {
    if (value === undefined || value === 0) return;
    this.#writer.varint(value);
    this.#writer.tag(number, wireTypes.varint);
  }

  double(number: number, value: number | undefined): void {
    if (value === undefined || value === 0) return;
    this.#writer.double(value);
    this.#writer.tag(number, wireTypes.fixed64);
  }

  /** A nested message with the fields that `write` writes; written even when it is empty. */
  message(number: number, write: () => void): void {
    const before = this.length;
    write();
    this.end(number, before);
  }

  /** Makes what was written since the writer had the given length the value of a field. */
  end(number: number, lengthBefore: number): void {
    this.#writer.delimit(number, lengthBefore);
  }

  /** The tag and length of a field whose value is written elsewhere. */
  head(number: number, bytes: number): void {
    this.#writer.varint(bytes);
    this.#writer.tag(number, wireTypes.bytes);
  }

  /** What was written; empties the writer. */
  finish(): Buffer {
    return this.#writer.finish();
  }

  #text(number: number, value: string): void {
    const before = this.length;
    this.#writer.text(value);
    this.#writer.delimit(number, before);
  }
}
