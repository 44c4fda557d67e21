/** The size of LMDB's pages in our data files. */
export const pageBytes = 8192;
/** The size of the header of a page. */
export const pageHeaderBytes = 24;

/** The flags with the type of a page. */
export const pageFlags = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08 } as const;

/** Describes damage of a data file or journal. */
export class Finding extends Error {}

/** A B+tree in the data file (MDB_db). */
export interface TreeRecord {
  readonly flags: number;
  /** The number of levels; 0: it is empty. */
  readonly depth: number;
  readonly branchPages: number;
  readonly leafPages: number;
  readonly overflowPages: number;
  readonly entries: number;
  readonly root: number;
}

/** One of the two pages from which everything else is reached (MDB_meta); transactions write them in turns. */
export interface MetaPage {
  /** The pages that may be overwritten, by the transaction that released them. */
  readonly free: TreeRecord;
  readonly main: TreeRecord;
  readonly lastPage: number;
  readonly transaction: number;
}

const magic = 0xbeefc0de;
const dataVersion = 2;
/** The positions of the fields of a meta page. */
const at = {
  magic: 24,
  version: 28,
  address: 32,
  mapSize: 40,
  free: 48,
  main: 96,
  lastPage: 144,
  transaction: 152,
} as const;
/** Keys are integers (of the tree of free pages), and the environment is one file (MDB_NOSUBDIR). */
const freeFlags = 0x4008;
/** More than any address space has. */
const mapLimit = 2 ** 47;

/** The latest state. Throws {@link Finding} if one of the two pages is not what LMDB writes. */
export function latestMeta(pages: readonly [Buffer, Buffer]): MetaPage {
  const [even, odd] = pages.map(parseMeta) as [MetaPage, MetaPage];
  const isNew = even.transaction === 0 && odd.transaction === 0;
  if (!isNew && (even.transaction % 2 !== 0 || Math.abs(even.transaction - odd.transaction) !== 1)) {
    throw new Finding(`the meta pages are of the transactions ${even.transaction} and ${odd.transaction}`);
  }
  return odd.transaction > even.transaction ? odd : even;
}

function parseMeta(page: Buffer, index: number): MetaPage {
  const free = parseTree(page, at.free);
  const main = parseTree(page, at.main);
  const isMeta =
    readNumber(page, 0) === index &&
    page.readUInt16LE(18) === pageFlags.meta &&
    page.readUInt32LE(at.magic) === magic &&
    page.readUInt32LE(at.version) === dataVersion &&
    readNumber(page, at.address) === 0 &&
    readNumber(page, at.mapSize) < mapLimit &&
    page.readUInt32LE(at.free) === pageBytes &&
    free.flags === freeFlags &&
    page.readUInt32LE(at.main) === 0 &&
    main.flags === 0;
  if (!isMeta) throw new Finding(`page ${index} is not a meta page`);
  return { free, main, lastPage: readNumber(page, at.lastPage), transaction: readNumber(page, at.transaction) };
}

function parseTree(page: Buffer, offset: number): TreeRecord {
  return {
    flags: page.readUInt16LE(offset + 4),
    depth: page.readUInt16LE(offset + 6),
    branchPages: readNumber(page, offset + 8),
    leafPages: readNumber(page, offset + 16),
    overflowPages: readNumber(page, offset + 24),
    entries: readNumber(page, offset + 32),
    root: readNumber(page, offset + 40),
  };
}

/** An unsigned integer of 64 bits; inexact above 2^53, which no intact number here is. */
export function readNumber(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 0x1_0000_0000;
}
