/** Seeded pseudo-random numbers (mulberry32). */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number from 0, inclusive, to 1, exclusive. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from 0, inclusive, to `limit`, exclusive. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** One of the items. */
  pick(items) {
    return items[this.below(items.length)];
  }

  /** True with this probability. */
  chance(probability) {
    return this.next() < probability;
  }
}
