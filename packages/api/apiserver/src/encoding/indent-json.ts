const chunkBytes = 64 * 1024;
const newline = 0x0a;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const backslash = 0x5c;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * Indents JSON by two spaces as `JSON.stringify(value, undefined, 2)` does, from pieces to pieces: no complete text has to be
 * in memory. `pieces` must be one valid JSON text; whitespace between its tokens is dropped.
 */
export function* indentJson(pieces: Iterable<Buffer>): Generator<Buffer> {
  const out = new Chunks();
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Whether nothing follows the last opening bracket yet: empty objects and arrays stay on one line. */
  let opened = false;
  for (const piece of pieces) {
    for (let index = 0; index < piece.length; index++) {
      const byte = piece[index] as number;
      if (inString) {
        out.put(byte);
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte > space) {
        if (byte === closeObject || byte === closeArray) {
          depth--;
          if (!opened) out.breakLine(depth);
          opened = false;
          out.put(byte);
        } else {
          if (opened) out.breakLine(depth);
          opened = byte === openObject || byte === openArray;
          if (opened) depth++;
          inString = byte === quote;
          out.put(byte);
          if (byte === comma) out.breakLine(depth);
          else if (byte === colon) out.put(space);
        }
      }
      // The indentation of deeply nested values is far longer than their text.
      if (out.full.length > 0) yield* out.takeFull();
    }
  }
  const rest = out.rest();
  if (rest.length > 0) yield rest;
}

/** Bytes, gathered into chunks. */
class Chunks {
  full: Buffer[] = [];
  #chunk = Buffer.allocUnsafe(chunkBytes);
  #size = 0;

  put(byte: number): void {
    this.#chunk[this.#size] = byte;
    this.#advance(1);
  }

  breakLine(depth: number): void {
    this.put(newline);
    for (let left = depth * 2; left > 0; ) {
      const count = Math.min(left, chunkBytes - this.#size);
      this.#chunk.fill(space, this.#size, this.#size + count);
      this.#advance(count);
      left -= count;
    }
  }

  #advance(count: number): void {
    this.#size += count;
    if (this.#size < chunkBytes) return;
    this.full.push(this.#chunk);
    this.#chunk = Buffer.allocUnsafe(chunkBytes);
    this.#size = 0;
  }

  takeFull(): readonly Buffer[] {
    const { full } = this;
    this.full = [];
    return full;
  }

  rest(): Buffer {
    return this.#chunk.subarray(0, this.#size);
  }
}
