import type { RandomSource } from "@engenho/core";
import { BandedPool } from "./banded-pool.js";

/** A range of ports, both ends included. */
export interface PortRange {
  /** The lowest port, 1 or more. */
  readonly first: number;
  /** The highest port, at most 65535. */
  readonly last: number;
}

/** The node ports of a cluster (AP-62). */
export class NodePortPool {
  readonly #range: PortRange;
  readonly #pool: BandedPool;

  /** Throws RangeError when the range is empty or not within 1 to 65535. */
  constructor(range: PortRange) {
    const { first, last } = range;
    if (!Number.isInteger(first) || !Number.isInteger(last) || first < 1 || last > 65535 || last < first) {
      throw new RangeError(`node port range: ${first}-${last} is not within 1-65535`);
    }
    this.#range = range;
    const size = last - first + 1;
    this.#pool = new BandedPool({ size, lowBand: lowBandOf(size) });
  }

  /** Allocates a certain port. Returns the reason if it cannot, with upstream's message; `undefined` on success. */
  take(port: number): string | undefined {
    const { first, last } = this.#range;
    if (port < first || port > last) {
      return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`;
    }
    return this.#pool.take(port - first) ? undefined : "provided port is already allocated";
  }

  /** Allocates a free port; `undefined` if there is none. */
  takeAny(random: RandomSource): number | undefined {
    const offset = this.#pool.takeAny(random);
    return offset === undefined ? undefined : this.#range.first + offset;
  }

  /** Releases a port. One outside the range is ignored. */
  give(port: number): void {
    this.#pool.give(port - this.#range.first);
  }

  /** Records that a stored object has a port, no matter which server allocated it. One outside the range is ignored. */
  noteStored(port: number): void {
    const { first, last } = this.#range;
    if (port >= first && port <= last) this.#pool.noteStored(port - first);
  }

  /** Releases a port that was taken for an object that was not written. It remains taken if a stored object has it. */
  giveBack(port: number): void {
    this.#pool.giveBack(port - this.#range.first);
  }

  /** Releases all ports. */
  clear(): void {
    this.#pool.clear();
  }
}

/** Upstream's calculateRangeOffset: a 32nd of the range, at least 16 and at most 128; none in tiny ranges. */
function lowBandOf(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
}
