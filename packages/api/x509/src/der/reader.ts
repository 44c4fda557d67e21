/** An element that was read. */
export interface Element {
  /** Class, form and number in one byte, such as 0x30 for a sequence. */
  readonly tag: number;
  /** The content of the element. */
  readonly content: Uint8Array;
  /** The element with its tag and length. */
  readonly whole: Uint8Array;
}

/** Reads elements one after the other. Nothing is copied. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  /** Reads `bytes` from the start. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether everything was read. */
  get isDone(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** The tag of the next element; undefined at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#offset];
  }

  /** The next element; undefined at the end, and for an invalid encoding. */
  next(): Element | undefined {
    const bytes = this.#bytes;
    const start = this.#offset;
    const tag = bytes[start];
    // Tag numbers above 30, which take more bytes, do not occur in certificates.
    if (tag === undefined || (tag & 0x1f) === 0x1f) return undefined;
    const length = lengthAt(bytes, start + 1);
    if (length === undefined || length.contentStart + length.value > bytes.length) return undefined;
    const end = length.contentStart + length.value;
    this.#offset = end;
    return { tag, content: bytes.subarray(length.contentStart, end), whole: bytes.subarray(start, end) };
  }

  /** The next element, which must have the tag. Throws Error with the message `fault` otherwise. */
  read(tag: number, fault: string): Element {
    if (this.nextTag === tag) {
      const found = this.next();
      if (found !== undefined) return found;
    }
    throw new Error(fault);
  }

  /** As {@link read}, for an element that may be missing. */
  readOptional(tag: number, fault: string): Element | undefined {
    return this.nextTag === tag ? this.read(tag, fault) : undefined;
  }
}

/** DER requires lengths to be definite and as short as possible. */
function lengthAt(
  bytes: Uint8Array,
  start: number,
): { readonly value: number; readonly contentStart: number } | undefined {
  const first = bytes[start];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, contentStart: start + 1 };
  const count = first - 0x80;
  if (count === 0 || count > 4 || start + count >= bytes.length) return undefined;
  let value = 0;
  for (let index = 1; index <= count; index++) value = value * 256 + (bytes[start + index] as number);
  const isShortest = value >= 0x80 && bytes[start + 1] !== 0;
  return isShortest ? { value, contentStart: start + 1 + count } : undefined;
}
