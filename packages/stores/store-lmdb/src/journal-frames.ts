import { crc32 } from "node:zlib";
import { Finding } from "./meta-page.js";

/** A batch in a journal. */
export interface Frame {
  /** The number of the batch within its data directory, from 1. */
  readonly sequence: number;
  /** The batch, as {@link OperationEncoder} returned it. */
  readonly payload: Buffer;
}

/** The content of a journal file. */
export interface FramesOfFile {
  readonly frames: readonly Frame[];
  /** Where the last complete frame ends; anything after it was never acknowledged. */
  readonly end: number;
}

/** The start of each frame: "engj". */
const magic = 0x6a67_6e65;
const magicBytes = Buffer.from("engj");
const headBytes = 24;
/** The position of the head's own checksum, which covers the bytes before it. */
const headChecksumAt = 20;

/** The head of a frame: magic number, length, sequence and checksum of the batch, and the head's own checksum. */
export function frameHead(sequence: number, payload: Uint8Array): Buffer {
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(payload.length, 4);
  head.writeBigUInt64LE(BigInt(sequence), 8);
  head.writeUInt32LE(crc32(payload), 16);
  head.writeUInt32LE(headChecksum(head), headChecksumAt);
  return head;
}

/** The unit that a disk writes completely or not at all. */
const sectorBytes = 512;

/**
 * Reads the frames of a file. Files grow by appending one frame at a time, so a last frame that is truncated or lacks sectors is a write
 * that a kill or a power failure interrupted before it was acknowledged. Any other invalid frame is damage. Throws
 * {@link Finding}, which names the file.
 */
export function readFrames(bytes: Buffer, name: string): FramesOfFile {
  const frames: Frame[] = [];
  let at = 0;
  for (;;) {
    const head = bytes.subarray(at, at + headBytes);
    if (head.length < headBytes || isZero(bytes.subarray(at))) break;
    if (!isHead(head)) {
      if (isInterrupted(bytes, at)) break;
      throw new Finding(`there is no batch at byte ${at} of ${name}`);
    }
    const start = at + headBytes;
    const end = start + head.readUInt32LE(4);
    if (end > bytes.length) break;
    const payload = bytes.subarray(start, end);
    if (head.readUInt32LE(16) !== crc32(payload)) {
      if (isInterrupted(bytes, at)) break;
      throw new Finding(`the checksum of the batch at byte ${at} of ${name} is wrong`);
    }
    frames.push({ sequence: Number(head.readBigUInt64LE(8)), payload });
    at = end;
  }
  return { frames, end: at };
}

/**
 * Whether the rest of the file is one frame of which the disk has written only some sectors, in any order: the others are zero, as no
 * sector of a batch is, and no frame follows (etcd recognises torn writes at the end of its log in the same way).
 */
function isInterrupted(bytes: Buffer, at: number): boolean {
  for (let start = at; start < bytes.length; ) {
    const end = start + sectorBytes - (start % sectorBytes);
    if (isZero(bytes.subarray(start, end))) return !hasHeadAfter(bytes, at);
    start = end;
  }
  return false;
}

function hasHeadAfter(bytes: Buffer, at: number): boolean {
  for (let found = bytes.indexOf(magicBytes, at + 1); found >= 0; found = bytes.indexOf(magicBytes, found + 1)) {
    const head = bytes.subarray(found, found + headBytes);
    if (head.length === headBytes && isHead(head)) return true;
  }
  return false;
}

function isHead(head: Buffer): boolean {
  return head.readUInt32LE(0) === magic && head.readUInt32LE(headChecksumAt) === headChecksum(head);
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

function headChecksum(head: Buffer): number {
  return crc32(head.subarray(0, headChecksumAt));
}
