import { StringDecoder } from "node:string_decoder";

/** Splits a stream of bytes into lines. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  /** The parts of an incomplete line; joined once, because a large object may arrive in many chunks. */
  #parts: string[] = [];

  /** The lines that this chunk completes, without empty ones. */
  push(chunk: Buffer): readonly string[] {
    const text = this.#decoder.write(chunk);
    const lines = text.split("\n");
    if (lines.length === 1) {
      this.#parts.push(text);
      return [];
    }
    this.#parts.push(lines[0] as string);
    lines[0] = this.#parts.join("");
    this.#parts = [lines.pop() as string];
    return lines.filter((line) => line !== "");
  }

  /** Whether the last line is incomplete. */
  get isInside(): boolean {
    return this.#parts.some((part) => part !== "");
  }
}
