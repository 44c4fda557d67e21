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
  }

  /** Releases all numbers. */
  clear(): void {
    this.#taken.clear();
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
