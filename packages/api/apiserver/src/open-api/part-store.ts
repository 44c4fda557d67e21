import { type Clock, TimeSlice } from "@engenho/core";
import { type DeflatedPart, deflatePart } from "../encoding/deflated-part.js";

/** Text is compressed in parts of approximately this size, so that none blocks other requests. */
const partBytes = 32 * 1024;

/** The content of a part, produced on demand. */
export type Pieces = Iterable<Buffer | string>;

/** The parts of documents, each rendered on first use and cached for as long as its owner lives. */
export class PartStore {
  readonly #known = new WeakMap<object, Map<string, Promise<readonly DeflatedPart[]>>>();
  readonly #clock: Clock;
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many parts have been rendered: each once per owner. */
  get made(): number {
    return this.#made;
  }

  /**
   * The parts of what `make` yields; other requests get a turn between two pieces, which may be empty. `name` distinguishes the
   * parts of one owner.
   */
  of(owner: object, name: string, make: () => Pieces | Promise<Pieces>): Promise<readonly DeflatedPart[]> {
    let parts = this.#known.get(owner);
    if (parts === undefined) {
      parts = new Map();
      this.#known.set(owner, parts);
    }
    let made = parts.get(name);
    if (made === undefined) {
      made = this.#make(make());
      parts.set(name, made);
      made.catch(() => parts.delete(name));
    }
    return made;
  }

  async #make(made: Pieces | Promise<Pieces>): Promise<readonly DeflatedPart[]> {
    this.#made++;
    const slice = new TimeSlice(this.#clock);
    const parts: DeflatedPart[] = [];
    let waiting: Buffer[] = [];
    let size = 0;
    for (const piece of await made) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      waiting.push(bytes);
      size += bytes.length;
      if (size >= partBytes) {
        for (const chunk of inChunks(Buffer.concat(waiting, size))) parts.push(await deflatePart(chunk));
        waiting = [];
        size = 0;
      }
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
    }
    if (size > 0) parts.push(await deflatePart(Buffer.concat(waiting, size)));
    return parts;
  }
}

function* inChunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 2 * partBytes) yield bytes.subarray(at, at + 2 * partBytes);
}
