import { fstatSync, readSync } from "node:fs";
import { FreeList } from "./free-list.js";
import {
  Finding,
  latestMeta,
  type MetaPage,
  pageBytes,
  pageFlags,
  pageHeaderBytes,
  readNumber,
  type TreeRecord,
} from "./meta-page.js";

/** Called with each record, in the order of the keys. Both buffers are overwritten afterwards. */
export type RecordVisitor = (key: Buffer, value: Buffer) => void;

interface Tree {
  readonly record: TreeRecord;
  readonly compare: (left: Buffer, right: Buffer) => number;
  readonly visit: RecordVisitor;
  readonly counts: { branchPages: number; leafPages: number; overflowPages: number; entries: number };
}

/** Every key of a page is at least `low` and less than `high`; absent: no limit. */
interface Bounds {
  readonly low: Buffer | undefined;
  readonly high: Buffer | undefined;
}

/** The root of an empty tree, which readNumber reads inexactly. */
const noPage = 2 ** 64;
const nodeHeaderBytes = 8;
const valueOnOverflowPages = 0x01;

/**
 * Reads and verifies a data file of LMDB, page by page, without LMDB: see decision 056. Visits every record and returns the number of the
 * last transaction. Throws {@link Finding} if any page of the latest state is invalid; some records may have been visited by then. The
 * file must not be written meanwhile.
 */
export function readDataFile(descriptor: number, visit: RecordVisitor): number {
  return new DataFile(descriptor).read(visit);
}

class DataFile {
  readonly #descriptor: number;
  readonly #meta: MetaPage;
  /** One byte for each page: whether it is in use. */
  readonly #inUse: Uint8Array;
  /** One buffer for each level of the tree that is being read. */
  readonly #levels: Buffer[] = [];

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.#meta = latestMeta([this.#readAt(0, Buffer.alloc(pageBytes)), this.#readAt(1, Buffer.alloc(pageBytes))]);
    const { lastPage } = this.#meta;
    const filePages = Math.ceil(fstatSync(descriptor).size / pageBytes);
    // Free pages at the end of the file may never have been written.
    if (lastPage > 2 * filePages + 65_536)
      throw new Finding(`the file has ${filePages} pages instead of ${lastPage + 1}`);
    this.#inUse = new Uint8Array(lastPage + 1).fill(1, 0, 2);
  }

  read(visit: RecordVisitor): number {
    const { main, free, transaction } = this.#meta;
    const freeList = new FreeList();
    this.#readTree(main, Buffer.compare, visit);
    this.#readTree(free, compareIntegers, (_key, value) => freeList.add(value));
    freeList.check(this.#inUse);
    return transaction;
  }

  #readTree(record: TreeRecord, compare: Tree["compare"], visit: RecordVisitor): void {
    const counts = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 };
    if (record.depth > 0) {
      this.#readPage(record.root, 1, { low: undefined, high: undefined }, { record, compare, visit, counts });
    } else if (record.root !== noPage) {
      throw new Finding("an empty tree has a root");
    }
    for (const [name, count] of Object.entries(counts)) {
      const expected = record[name as keyof typeof counts];
      if (count !== expected) throw new Finding(`there are ${count} ${name} instead of ${expected}`);
    }
  }

  #readPage(number: number, level: number, bounds: Bounds, tree: Tree): void {
    const isLeaf = level === tree.record.depth;
    this.#levels[level] ??= Buffer.allocUnsafe(pageBytes);
    const page = this.#take(number, isLeaf ? pageFlags.leaf : pageFlags.branch, this.#levels[level]);
    const lower = page.readUInt16LE(20);
    const upper = page.readUInt16LE(22);
    if (lower % 2 !== 0 || lower === 0 || lower > upper || upper > pageBytes - pageHeaderBytes) {
      throw new Finding(`page ${number} has impossible bounds`);
    }
    const count = lower / 2;
    if (isLeaf) {
      tree.counts.leafPages++;
      this.#readLeaf(page, count, bounds, tree);
      return;
    }
    tree.counts.branchPages++;
    let low = bounds.low;
    let child = childOf(page, nodeAt(page, 0));
    for (let index = 1; index <= count; index++) {
      const node = index < count ? nodeAt(page, index) : undefined;
      const high = node === undefined ? bounds.high : keyAt(page, node);
      if (node !== undefined) checkOrder(tree, low, high);
      this.#readPage(child, level + 1, { low, high }, tree);
      if (node === undefined) break;
      low = high;
      child = childOf(page, node);
    }
    // The last separator, too, is below the next one of the level above.
    checkOrder(tree, low, bounds.high);
  }

  #readLeaf(page: Buffer, count: number, { low, high }: Bounds, tree: Tree): void {
    let previous = low;
    for (let index = 0; index < count; index++) {
      const node = nodeAt(page, index);
      const key = keyAt(page, node);
      // The first key may be equal to the separator above.
      if (previous !== undefined && tree.compare(previous, key) >= (index === 0 ? 1 : 0)) throw wrongOrder();
      if (index === count - 1) checkOrder(tree, key, high);
      previous = key;
      tree.counts.entries++;
      tree.visit(key, this.#valueAt(page, node, tree));
    }
  }

  #valueAt(page: Buffer, node: number, tree: Tree): Buffer {
    const size = page.readUInt16LE(node) + page.readUInt16LE(node + 2) * 0x1_0000;
    const flags = page.readUInt16LE(node + 4);
    const start = node + nodeHeaderBytes + page.readUInt16LE(node + 6);
    if (flags === 0) return slice(page, start, size);
    if (flags !== valueOnOverflowPages) throw new Finding(`a record has the flags ${flags}`);
    const reference = slice(page, start, 24);
    const first = readNumber(reference, 0);
    const needed = Math.floor((pageHeaderBytes - 1 + size) / pageBytes) + 1;
    // LMDB keeps the pages of a record that is replaced by a smaller one in the same transaction.
    const pages = readNumber(reference, 16);
    if (pages < needed) throw new Finding("a record has fewer pages than its size needs");
    const value = this.#take(first, pageFlags.overflow, Buffer.allocUnsafe(pageBytes));
    if (value.readUInt32LE(20) !== pages) throw new Finding(`page ${first} has another size than its record`);
    tree.counts.overflowPages += pages;
    for (let page = first + 1; page < first + pages; page++) this.#use(page);
    return this.#readAt(first, Buffer.allocUnsafe(needed * pageBytes)).subarray(
      pageHeaderBytes,
      pageHeaderBytes + size,
    );
  }

  /** Reads a page of the tree for the first and only time. */
  #take(number: number, flags: number, into: Buffer): Buffer {
    this.#use(number);
    const page = this.#readAt(number, into);
    const isAsWritten =
      readNumber(page, 0) === number &&
      readNumber(page, 8) <= this.#meta.transaction &&
      page.readUInt16LE(16) === 0 &&
      page.readUInt16LE(18) === flags;
    if (!isAsWritten) throw new Finding(`page ${number} is another page`);
    return page;
  }

  #use(page: number): void {
    if (page >= this.#inUse.length || this.#inUse[page] !== 0) throw new Finding(`page ${page} cannot be in use here`);
    this.#inUse[page] = 1;
  }

  #readAt(page: number, into: Buffer): Buffer {
    let length = 0;
    while (length < into.length) {
      const read = readSync(this.#descriptor, into, length, into.length - length, page * pageBytes + length);
      if (read === 0) throw new Finding(`the file ends before page ${page}`);
      length += read;
    }
    return into;
  }
}

function nodeAt(page: Buffer, index: number): number {
  const offset = page.readUInt16LE(pageHeaderBytes + 2 * index) + pageHeaderBytes;
  const isInside =
    offset >= pageHeaderBytes + page.readUInt16LE(22) && offset % 2 === 0 && offset + nodeHeaderBytes <= pageBytes;
  if (!isInside) throw new Finding("a page refers to a place outside of it");
  return offset;
}

function keyAt(page: Buffer, node: number): Buffer {
  return slice(page, node + nodeHeaderBytes, page.readUInt16LE(node + 6));
}

function childOf(page: Buffer, node: number): number {
  return page.readUInt16LE(node) + page.readUInt16LE(node + 2) * 0x1_0000 + page.readUInt16LE(node + 4) * 0x1_0000_0000;
}

function slice(page: Buffer, start: number, size: number): Buffer {
  if (start + size > page.length) throw new Finding("a record extends beyond its page");
  return page.subarray(start, start + size);
}

function checkOrder({ compare }: Tree, low: Buffer | undefined, high: Buffer | undefined): void {
  if (low !== undefined && high !== undefined && compare(low, high) >= 0) throw wrongOrder();
}

function wrongOrder(): Finding {
  return new Finding("the keys are out of order");
}

function compareIntegers(left: Buffer, right: Buffer): number {
  if (left.length !== 8 || right.length !== 8) throw new Finding("a transaction has no number");
  return readNumber(left, 0) - readNumber(right, 0);
}
