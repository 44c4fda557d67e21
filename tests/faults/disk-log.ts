import type { RandomSource } from "@engenho/core";

/** What a process did to its data file, and what it said, in order (disk-shim.c). */
export type DiskStep =
  | { readonly type: "write"; readonly number: number; readonly offset: number; readonly bytes: Buffer }
  /** This write is on the disk. */
  | { readonly type: "durable"; readonly number: number }
  /** The writes up to this one are on the disk. */
  | { readonly type: "synced"; readonly upTo: number }
  | { readonly type: "said"; readonly text: string };

/** Reads the log of a process; the last step of one that was killed may be incomplete, and is left out. */
export function parseDiskLog(log: Buffer): readonly DiskStep[] {
  const steps: DiskStep[] = [];
  for (let at = 0; at + 25 <= log.length; ) {
    const type = String.fromCharCode(log[at] as number);
    const [number, offset, length] = [1, 9, 17].map((field) => Number(log.readBigInt64LE(at + field))) as [
      number,
      number,
      number,
    ];
    at += 25;
    switch (type) {
      case "D":
        steps.push({ type: "durable", number });
        break;
      case "S":
        steps.push({ type: "synced", upTo: number });
        break;
      case "T":
        throw new Error("LMDB has changed the length of its file, which this model of a disk does not know");
      default: {
        if (at + length > log.length) return steps;
        const bytes = log.subarray(at, at + length);
        at += length;
        if (type === "A") steps.push({ type: "said", text: bytes.toString() });
        else steps.push({ type: "write", number, offset, bytes });
      }
    }
  }
  return steps;
}

type CachedWrite = Extract<DiskStep, { readonly type: "write" }>;

/** What a disk writes as a whole, or not at all. */
const sectorBytes = 512;

/** A disk with a cache, on which one file is written, whose power may fail at any time. */
export class ModelDisk {
  readonly #random: RandomSource;
  #durable: Buffer = Buffer.alloc(0);
  #cached: CachedWrite[] = [];

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** How many writes are in the cache alone. */
  get cached(): number {
    return this.#cached.length;
  }

  take(step: DiskStep): void {
    if (step.type === "write") this.#cached.push(step);
    else if (step.type === "durable") this.#flush(({ number }) => number === step.number);
    else if (step.type === "synced") this.#flush(({ number }) => number <= step.upTo);
  }

  /** The file after a power cut now: of what was in the cache, any sectors may have been written. */
  cutPower(): Buffer {
    // Nothing, everything, or each sector by itself.
    const chance = [0, 1, 0.5, this.#random.next()][Math.floor(this.#random.next() * 4)] as number;
    let image: Buffer = Buffer.from(this.#durable);
    for (const { offset, bytes } of this.#cached) {
      for (let start = 0; start < bytes.length; ) {
        const end = start + sectorBytes - ((offset + start) % sectorBytes);
        if (this.#random.next() < chance) image = written(image, offset + start, bytes.subarray(start, end));
        start = end;
      }
    }
    return image;
  }

  #flush(isOnDisk: (write: { readonly number: number }) => boolean): void {
    // Of two writes of the same place the later one counts, whichever was flushed first.
    const later: CachedWrite[] = [];
    for (const write of this.#cached) {
      if (isOnDisk(write)) this.#durable = written(this.#durable, write.offset, write.bytes);
      else later.push(write);
    }
    this.#cached = later;
  }
}

function written(file: Buffer, offset: number, bytes: Buffer): Buffer {
  const size = Math.max(file.length, offset + bytes.length);
  const grown = file.length === size ? file : Buffer.concat([file, Buffer.alloc(size - file.length)]);
  bytes.copy(grown, offset);
  return grown;
}
