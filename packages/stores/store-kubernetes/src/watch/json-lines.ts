import { StringDecoder } from "node:string_decoder";

/** Splits a stream of bytes into lines. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  /** The parts of a line that has not ended: joined once, for an object may come in many. */
  #parts: string[] = [];

  /** The lines that have ended with this chunk; empty ones are left out. */
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

  /** Whether a line was begun and not ended. */
  get isInside(): boolean {
    return this.#parts.some((part) => part !== "");
  }
}
