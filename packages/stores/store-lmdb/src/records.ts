import { crc32 } from "node:zlib";
import type { StorageKey } from "@engenho/storage";

/** The format of the records that this version writes and reads. */
export const formatVersion = "2";
/** The formats that this version reads. Format 1 has no journal. */
export const readableFormats: readonly string[] = ["1", formatVersion];

/** The first byte of a key. */
export const recordKinds = {
  format: 0x66,
  history: 0x68,
  object: 0x6f,
  version: 0x76,
  file: 0x78,
  journal: 0x6a,
} as const;

/** LMDB's limit for pages of 8 KiB. */
const maximumKeyBytes = 4026;
const crcBytes = 4;
const headBytes = crcBytes + 4;

/** The key of the record with the format version. */
export const formatKey: Uint8Array = Buffer.of(recordKinds.format);
/** The key of the record with the last resourceVersion. */
export const versionKey: Uint8Array = Buffer.of(recordKinds.version);

/** The key of the record that says how far the journal has been applied. */
export const journalKey: Uint8Array = Buffer.of(recordKinds.journal);

/** How far the journal of a directory has been applied. */
export interface JournalMark {
  /** The sequence of the last batch that has been applied; 0: none. */
  readonly applied: number;
  /** Whether the directory was closed afterwards: then the journal is empty, or has been removed. */
  readonly isClosed: boolean;
}

/** The value of the record with a mark. */
export function encodeMark({ applied, isClosed }: JournalMark): Uint8Array {
  return encodeRecord(journalKey, 0, isClosed ? `${applied} closed` : String(applied));
}

/** Reads the value of an intact record with a mark. */
export function parseMark(value: Buffer): JournalMark {
  const [applied, state] = textOfRecord(value).split(" ");
  return { applied: Number(applied), isClosed: state === "closed" };
}

/** The key of a record of the watch history. */
export function historyKey(version: number): Uint8Array {
  const key = Buffer.allocUnsafe(9);
  key[0] = recordKinds.history;
  key.writeBigUInt64BE(BigInt(version), 1);
  return key;
}

/** The version in the key of a record of the watch history. */
export function versionOfHistoryKey(key: Buffer): number {
  return Number(key.readBigUInt64BE(1));
}

/** The key of an object as text: identifies it in maps, too. */
export function objectKeyText({ group, kind, namespace, name }: StorageKey): string {
  return `o${group}\0${kind}\0${namespace}\0${name}`;
}

/** The bytes of a key in text. Undefined if it is longer than LMDB's keys may be. */
export function keyBytes(text: string): Uint8Array | undefined {
  const key = Buffer.from(text);
  return key.length > maximumKeyBytes ? undefined : key;
}

/** The key of a file in a backup. */
export function fileKey(name: string): Uint8Array {
  return Buffer.concat([Buffer.of(recordKinds.file), Buffer.from(name)]);
}

/** Whether a key is that of a file in a backup. */
export function isFileKey(key: Buffer): boolean {
  return key[0] === recordKinds.file;
}

/** The name in the key of a file. */
export function nameInFileKey(key: Buffer): string {
  return key.toString("utf8", 1);
}

/** Parses the key of an object. Undefined if it is not one. */
export function parseObjectKey(text: string): StorageKey | undefined {
  const parts = text.slice(1).split("\0");
  if (parts.length !== 4) return undefined;
  const [group, kind, namespace, name] = parts as [string, string, string, string];
  return { group, kind, namespace, name };
}

/** The value of a record: its checksum, a number such as the approximate size of the object, and text. */
export interface RecordValue {
  readonly key: Uint8Array;
  readonly weight: number;
  readonly text: string;
}

/** The maximum encoded size of a value in bytes, by the length of its text alone. */
export function recordBytes(text: string): number {
  return headBytes + 3 * text.length;
}

/** Writes a value into a buffer that has room for it. Returns where it ends. */
export function writeRecord(buffer: Buffer, start: number, { key, weight, text }: RecordValue): number {
  const end = start + headBytes + buffer.write(text, start + headBytes);
  buffer.writeUInt32LE(Math.min(weight, 0xffff_ffff), start + crcBytes);
  buffer.writeUInt32LE(checksum(key, buffer.subarray(start, end)), start);
  return end;
}

/** The value of a record. */
export function encodeRecord(key: Uint8Array, weight: number, text: string): Uint8Array {
  const value = Buffer.allocUnsafe(headBytes + Buffer.byteLength(text));
  writeRecord(value, 0, { key, weight, text });
  return value;
}

/** Whether the value is what {@link encodeRecord} returned for this key. */
export function isIntact(key: Uint8Array, value: Buffer): boolean {
  return value.length >= headBytes && value.readUInt32LE(0) === checksum(key, value);
}

/** The number in an intact record. */
export function weightOfRecord(value: Buffer): number {
  return value.readUInt32LE(crcBytes);
}

/** The text of an intact record. */
export function textOfRecord(value: Buffer): string {
  return value.toString("utf8", headBytes);
}

function checksum(key: Uint8Array, value: Uint8Array): number {
  return crc32(value.subarray(crcBytes), crc32(key));
}
