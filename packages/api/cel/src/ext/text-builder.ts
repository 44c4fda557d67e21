import { CelError } from "../values/error.js";
import type { CelResult } from "../values/value.js";

/** Texts that grow longer than this many code units are errors: no object of Kubernetes can hold as much. */
export const maxTextLength = 2 * 1024 * 1024;

/** What becomes of those that do. */
export const tooLong = new CelError("string is too long");

/** A text that is put together of pieces, and cannot grow beyond all bounds. */
export class TextBuilder {
  readonly #pieces: string[] = [];
  #length = 0;

  /** Adds a piece; false when the text is too long already, and nothing more need be added. */
  add(piece: string): boolean {
    this.#length += piece.length;
    if (this.#length > maxTextLength) return false;
    this.#pieces.push(piece);
    return true;
  }

  /** The text; an error when it was too long. */
  result(): CelResult {
    return this.#length > maxTextLength ? tooLong : this.#pieces.join("");
  }
}
