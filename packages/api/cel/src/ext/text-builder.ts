import { CelError } from "../values/error.js";
import type { CelResult } from "../values/value.js";

/** Longer strings, in UTF-16 code units, are errors: no Kubernetes object can hold as much. */
export const maxTextLength = 2 * 1024 * 1024;

/** The error for longer strings. */
export const tooLong = new CelError("string is too long");

/** A string concatenated from pieces, with a limited length. */
export class TextBuilder {
  readonly #pieces: string[] = [];
  #length = 0;

  /** Appends a piece; false when the limit is exceeded, so that nothing more need be appended. */
  add(piece: string): boolean {
    this.#length += piece.length;
    if (this.#length > maxTextLength) return false;
    this.#pieces.push(piece);
    return true;
  }

  /** The string; an error when it was too long. */
  result(): CelResult {
    return this.#length > maxTextLength ? tooLong : this.#pieces.join("");
  }
}
