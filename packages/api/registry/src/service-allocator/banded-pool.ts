import type { RandomSource } from "@engenho/core";

/** How the numbers of a {@link BandedPool} are laid out. */
export interface PoolLayout {
  /** The numbers go from 0 up to, but not including, this. */
  readonly size: number;
  /** So many of the lowest are picked only when all others are taken: they are for those who ask for a certain number. */
  readonly lowBand: number;
}

/** Numbers of which each is taken by one holder at most. */
export class BandedPool {
  readonly #layout: PoolLayout;
  readonly #taken = new Set<number>();

  constructor(layout: PoolLayout) {
    this.#layout = layout;
  }

  /** Takes a certain number. False when somebody has it. */
  take(number: number): boolean {
    if (this.#taken.has(number)) return false;
    this.#taken.add(number);
    return true;
  }

  /** Takes a free number: a random one above the low band, else one within it. `undefined` when all are taken. */
  takeAny(random: RandomSource): number | undefined {
    const { size, lowBand } = this.#layout;
    return this.#takeBetween(lowBand, size, random) ?? this.#takeBetween(0, lowBand, random);
  }

  /** Gives a number back. One that was not taken is no matter. */
  give(number: number): void {
    this.#taken.delete(number);
  }

  /** Gives all numbers back. */
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
