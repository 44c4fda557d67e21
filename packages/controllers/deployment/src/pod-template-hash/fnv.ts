import type { TextSink } from "./dump.js";

const offsetBasis = 2166136261;
const prime = 16777619;
const encoder = new TextEncoder();

/** A 32-bit FNV-1a hash (hash/fnv.New32a) of the UTF-8 bytes written to it. */
export class Fnv32a implements TextSink {
  #state: number;

  /** `state`: the state of a hash to continue. Default: the offset basis. */
  constructor(state: number = offsetBasis) {
    this.#state = state;
  }

  /** The hash of everything written so far, as an unsigned 32-bit number. */
  get state(): number {
    return this.#state >>> 0;
  }

  write(text: string): void {
    let hash = this.#state;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) {
        this.#state = hash;
        this.writeBytes(encoder.encode(text.slice(at)));
        return;
      }
      hash = Math.imul(hash ^ code, prime);
    }
    this.#state = hash;
  }

  writeBytes(bytes: ArrayLike<number>): void {
    let hash = this.#state;
    // By index: an iterator over thousands of bytes takes twice as long.
    for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), prime);
    this.#state = hash;
  }
}
