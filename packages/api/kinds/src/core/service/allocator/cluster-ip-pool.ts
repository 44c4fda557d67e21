import {
  formatIpAddress,
  type IpFamily,
  type IpRange,
  parseIpAddress,
  parseIpRange,
  type RandomSource,
  rangeContains,
} from "@engenho/core";
import { BandedPool } from "./banded-pool.js";

/** Of larger ranges only this many addresses are used. */
const maxSize = 2 ** 32;

/** The cluster IPs of one range (AP-61). Its first address, and in IPv4 its last, are never allocated. */
export class ClusterIpPool {
  readonly #range: IpRange;
  readonly #size: number;
  readonly #pool: BandedPool;

  /** Throws RangeError if `cidr` is not a valid range, or has fewer than four addresses. */
  constructor(cidr: string) {
    const range = parseIpRange(cidr);
    if (range === undefined)
      throw new RangeError(`service cluster IP range: "${cidr}" is not a range such as 10.96.0.0/12`);
    const whole = range.size > BigInt(maxSize) ? maxSize : Number(range.size);
    if (whole < 4) throw new RangeError(`service cluster IP range: "${cidr}" has fewer than four addresses`);
    this.#range = range;
    this.#size = range.family === "IPv4" ? whole - 2 : whole - 1;
    this.#pool = new BandedPool({ size: this.#size, lowBand: lowBandOf(whole) });
  }

  get family(): IpFamily {
    return this.#range.family;
  }

  /** Allocates a certain address. Returns the reason if it cannot, with upstream's message; `undefined` on success. */
  take(ip: string): string | undefined {
    const address = parseIpAddress(ip);
    if (address === undefined || !rangeContains(this.#range, address)) {
      return "the provided network does not match the current range";
    }
    const offset = this.#offsetOf(ip);
    if (offset === undefined) {
      const cidr = `${formatIpAddress({ family: this.family, value: this.#range.base })}/${this.#range.prefixLength}`;
      return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${cidr}`;
    }
    return this.#pool.take(offset) ? undefined : "provided IP is already allocated";
  }

  /** Allocates a free address; `undefined` if there is none. */
  takeAny(random: RandomSource): string | undefined {
    const offset = this.#pool.takeAny(random);
    if (offset === undefined) return undefined;
    return formatIpAddress({ family: this.family, value: this.#range.base + 1n + BigInt(offset) });
  }

  /** Releases an address. One of another range is ignored. */
  give(ip: string): void {
    const offset = this.#offsetOf(ip);
    if (offset !== undefined) this.#pool.give(offset);
  }

  /**
   * Records that a stored object has an address, no matter which server allocated it. One of another range is ignored.
   */
  noteStored(ip: string): void {
    const offset = this.#offsetOf(ip);
    if (offset !== undefined) this.#pool.noteStored(offset);
  }

  /** Releases an address that was taken for an object that was not written. It remains taken if a stored object has it. */
  giveBack(ip: string): void {
    const offset = this.#offsetOf(ip);
    if (offset !== undefined) this.#pool.giveBack(offset);
  }

  /** Releases all addresses. */
  clear(): void {
    this.#pool.clear();
  }

  #offsetOf(ip: string): number | undefined {
    const address = parseIpAddress(ip);
    if (address === undefined || !rangeContains(this.#range, address)) return undefined;
    const offset = address.value - this.#range.base - 1n;
    return offset < 0n || offset >= BigInt(this.#size) ? undefined : Number(offset);
  }
}

/** Upstream's calculateRangeOffset: a sixteenth of the range, at least 16 and at most 256; none in tiny ranges. */
function lowBandOf(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256);
}
