/** Allocates pod IPs in 10.128.0.0/9, each to one pod at a time, the least recently used first. */
export class IpPool {
  static readonly size = 2 ** 23 - 2;
  readonly #owners = new Map<string, string>();
  readonly #addresses = new Map<string, string>();
  #next = 0;

  /** The pod's IP: its current one, or a free one. Throws RangeError if none is left. */
  take(uid: string): string {
    const known = this.#addresses.get(uid);
    if (known !== undefined) return known;
    for (let tried = 0; tried < IpPool.size; tried++) {
      const address = format(this.#next);
      this.#next = (this.#next + 1) % IpPool.size;
      if (this.#owners.has(address)) continue;
      this.claim(uid, address);
      return address;
    }
    throw new RangeError("every pod address is in use");
  }

  /** Records that the pod has this IP, instead of any other. */
  claim(uid: string, address: string): void {
    if (this.#addresses.get(uid) === address && this.#owners.get(address) === uid) return;
    this.release(uid);
    this.#owners.set(address, uid);
    this.#addresses.set(uid, address);
  }

  release(uid: string): void {
    const address = this.#addresses.get(uid);
    if (address === undefined) return;
    this.#addresses.delete(uid);
    if (this.#owners.get(address) === uid) this.#owners.delete(address);
  }
}

function format(index: number): string {
  const host = index + 1;
  return `10.${128 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`;
}
