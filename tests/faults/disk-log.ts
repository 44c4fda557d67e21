import type { RandomSource } from "@engenho/core";

/** The file operations of a process in a directory, and its output, in order (disk-shim.c). */
export type DiskStep =
  | { readonly type: "opened"; readonly descriptor: number; readonly name: string; readonly isEmpty: boolean }
  | { readonly type: "removed"; readonly name: string }
  /** Files that were created or removed before are so on the disk. */
  | { readonly type: "directory-synced" }
  | { readonly type: "said"; readonly text: string }
  | FileStep;

type FileStep = { readonly descriptor: number } & (
  | { readonly type: "write"; readonly number: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly type: "truncate"; readonly length: number }
  /** This write is on the disk. */
  | { readonly type: "durable"; readonly number: number }
  /** The writes up to this one are on the disk. */
  | { readonly type: "synced"; readonly upTo: number }
);

const headBytes = 33;

/** Reads the log of a process; the last step of one that was killed may be incomplete, and is left out. */
export function parseDiskLog(log: Buffer): readonly DiskStep[] {
  const steps: DiskStep[] = [];
  for (let at = 0; at + headBytes <= log.length; ) {
    const type = String.fromCharCode(log[at] as number);
    const field = (index: number) => Number(log.readBigInt64LE(at + 1 + 8 * index));
    const [descriptor, number, offset, length] = [field(0), field(1), field(2), field(3)];
    at += headBytes;
    const content = () => {
      at += length;
      return log.subarray(at - length, at);
    };
    if ("WOUA".includes(type) && at + length > log.length) return steps;
    switch (type) {
      case "O":
        steps.push({ type: "opened", descriptor, name: content().toString(), isEmpty: number === 1 });
        break;
      case "W":
        steps.push({ type: "write", descriptor, number, offset, bytes: content() });
        break;
      case "D":
        steps.push({ type: "durable", descriptor, number });
        break;
      case "S":
        steps.push({ type: "synced", descriptor, upTo: number });
        break;
      case "T":
        steps.push({ type: "truncate", descriptor, length });
        break;
      case "U":
        steps.push({ type: "removed", name: content().toString() });
        break;
      case "M":
        steps.push({ type: "directory-synced" });
        break;
      default:
        steps.push({ type: "said", text: content().toString() });
    }
  }
  return steps;
}

/** What a disk writes as a whole, or not at all. */
const sectorBytes = 512;

/** A disk with a cache, whose power may fail at any time, and the files of one directory on it. */
export class ModelDisk {
  readonly #random: RandomSource;
  readonly #names = new Map<number, string>();
  readonly #files = new Map<string, ModelFile>();
  /** Files whose removal is only in the cache. */
  readonly #removed = new Map<string, ModelFile>();

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** Whether the cache contains anything that is not on the disk. */
  get isCaching(): boolean {
    return this.#removed.size > 0 || [...this.#files.values()].some(({ isCaching }) => isCaching);
  }

  take(step: DiskStep): void {
    switch (step.type) {
      case "opened":
        this.#names.set(step.descriptor, step.name);
        if (!this.#files.has(step.name)) this.#files.set(step.name, new ModelFile());
        break;
      case "removed": {
        const file = this.#files.get(step.name);
        if (file?.isNamed === true) this.#removed.set(step.name, file);
        this.#files.delete(step.name);
        break;
      }
      case "directory-synced":
        this.#removed.clear();
        for (const file of this.#files.values()) file.isNamed = true;
        break;
      case "said":
        break;
      default:
        this.#files.get(this.#names.get(step.descriptor) ?? "")?.take(step);
    }
  }

  /** The files after a power cut now, by name: any part of the cached writes may have reached the disk. */
  cutPower(): ReadonlyMap<string, Buffer> {
    // Nothing, everything, or each part by itself.
    const chance = [0, 1, 0.5, this.#random.next()][Math.floor(this.#random.next() * 4)] as number;
    const isOnDisk = () => this.#random.next() < chance;
    const left = new Map<string, Buffer>();
    for (const [name, file] of this.#removed) if (!isOnDisk()) left.set(name, file.afterPowerCut(isOnDisk));
    for (const [name, file] of this.#files) {
      if (file.isNamed || isOnDisk()) left.set(name, file.afterPowerCut(isOnDisk));
    }
    return left;
  }
}

type CachedStep = Extract<FileStep, { readonly type: "write" | "truncate" }>;

/** One file of a {@link ModelDisk}. */
class ModelFile {
  /** Whether its name is on the disk. */
  isNamed = false;
  #durable: Buffer = Buffer.alloc(0);
  #cached: readonly CachedStep[] = [];

  get isCaching(): boolean {
    return this.#cached.length > 0;
  }

  take(step: FileStep): void {
    switch (step.type) {
      case "write":
      case "truncate":
        this.#cached = [...this.#cached, step];
        break;
      case "synced":
        this.#flush((write) => write.number <= step.upTo);
        break;
      case "durable":
        this.#flush((write) => write.number === step.number);
        break;
    }
  }

  afterPowerCut(isOnDisk: () => boolean): Buffer {
    let image: Buffer = Buffer.from(this.#durable);
    for (const step of this.#cached) {
      if (step.type === "truncate") {
        if (isOnDisk()) image = resized(image, step.length);
        continue;
      }
      const { offset, bytes } = step;
      for (let start = 0; start < bytes.length; ) {
        const end = start + sectorBytes - ((offset + start) % sectorBytes);
        if (isOnDisk()) image = written(image, offset + start, bytes.subarray(start, end));
        start = end;
      }
    }
    return image;
  }

  /** A new length is on the disk with the first write after it that is. */
  #flush(isOnDisk: (write: { readonly number: number }) => boolean): void {
    const last = this.#cached.findLastIndex((step) => step.type === "write" && isOnDisk(step));
    const left: CachedStep[] = [];
    for (const [index, step] of this.#cached.entries()) {
      if (step.type === "truncate" ? index < last : isOnDisk(step)) this.#apply(step);
      else left.push(step);
    }
    this.#cached = left;
  }

  #apply(step: CachedStep): void {
    this.#durable =
      step.type === "truncate" ? resized(this.#durable, step.length) : written(this.#durable, step.offset, step.bytes);
  }
}

function resized(file: Buffer, length: number): Buffer {
  return length <= file.length ? file.subarray(0, length) : Buffer.concat([file, Buffer.alloc(length - file.length)]);
}

function written(file: Buffer, offset: number, bytes: Buffer): Buffer {
  const grown = Buffer.from(resized(file, Math.max(file.length, offset + bytes.length)));
  bytes.copy(grown, offset);
  return grown;
}
