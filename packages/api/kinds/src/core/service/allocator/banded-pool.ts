import type { RandomSource } from "@engenho/core";

/** The layout of the numbers of a {@link BandedPool}. */
export interface PoolLayout {
  /** The numbers range from 0, inclusive, to this, exclusive. */
  readonly size: number;
  /** This many of the lowest numbers are allocated only when all others are taken: they are reserved for explicit requests. */
  readonly lowBand: number;
}

/** A pool of numbers, each of which is allocated at most once. */
export class BandedPool {
  readonly #layout: PoolLayout;
  readonly #taken = new Set<number>();
  /** Of those, which stored objects have, as far as commits have been followed. */
  readonly #stored = new Set<number>();

  constructor(layout: PoolLayout) {
    this.#layout = layout;
  }

  /** Allocates a certain number. False if it is taken. */
  take(number: number): boolean {
    if (this.#taken.has(number)) return false;
    this.#taken.add(number);
    return true;
  }

  /** Allocates a free number: a random one above the low band, otherwise one within it. `undefined` if all are taken. */
  takeAny(random: RandomSource): number | undefined {
    const { size, lowBand } = this.#layout;
    return this.#takeBetween(lowBand, size, random) ?? this.#takeBetween(0, lowBand, random);
  }

  /** Releases a number. One that is not allocated is ignored. */
  give(number: number): void {
    this.#taken.delete(number);
    this.#stored.delete(number);
  }

  /** Records that a stored object has a number, no matter which server allocated it. */
  noteStored(number: number): void {
    this.#taken.add(number);
    this.#stored.add(number);
  }

  /** Releases a number that was taken for an object that was not written. It remains taken if a stored object has it. */
  giveBack(number: number): void {
    if (!this.#stored.has(number)) this.#taken.delete(number);
  }

  /** Releases all numbers. */
  clear(): void {
    this.#taken.clear();
    this.#stored.clear();
  }

  #takeBetween(from: number, to: number, random: RandomSource): number | undefined {
    const count = to - from;
    if (count <= 0) return undefined;
    const start = Math.floor(random.next() * count);
    for (let step = 0; step < count; step++) {
      const number = from + ((start + step) % count);
      if (this.take(number)) return number;
    }
    return undefined;
  }
}
