import { Finding, readNumber } from "./meta-page.js";

/** The pages that LMDB may overwrite: an entry is a page or, after a negative number, the first of that many pages; 0 is none. */
export class FreeList {
  readonly #spans: (readonly [first: number, count: number])[] = [];

  /** Adds the record of one transaction: the number of entries, then the entries. */
  add(record: Buffer): void {
    const slots = Math.floor(record.length / 8);
    const entries = slots === 0 ? 0 : readNumber(record, 0);
    if (entries >= slots && entries > 0) throw new Finding("a list of free pages is longer than its record");
    let pages = 1;
    for (let slot = 1; slot <= entries; slot++) {
      const entry = Number(record.readBigInt64LE(8 * slot));
      if (entry > 0) this.#spans.push([entry, pages]);
      pages = entry < 0 ? -entry : 1;
    }
  }

  /** Throws {@link Finding} if a free page is in use, is free twice, or does not exist. `inUse` has a byte for each page. */
  check(inUse: Uint8Array): void {
    const taken = inUse.slice();
    for (const [first, count] of this.#spans) {
      for (let page = first; page < first + count; page++) {
        if (page >= taken.length || taken[page] !== 0) throw new Finding(`page ${page} cannot be free`);
        taken[page] = 1;
      }
    }
  }
}
