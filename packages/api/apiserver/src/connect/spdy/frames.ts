/** The types of control frames that are handled (draft-mbelshe-httpbis-spdy-00, 2.6). */
export const frameTypes = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7, headers: 8 } as const;

/** The flag of the last frame that one side sends on a stream. */
export const finFlag = 1;

/** The largest payload that is accepted; kubectl sends 32 KiB at a time. */
const maxPayloadBytes = 1024 * 1024;
const headBytes = 8;
const version = 3;

/** A frame of SPDY/3.1. */
export type Frame =
  | { readonly type: "data"; readonly stream: number; readonly flags: number; readonly payload: Buffer }
  | { readonly type: "control"; readonly control: number; readonly flags: number; readonly payload: Buffer };

/** Splits received bytes into frames. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);

  /** How many bytes there are of a frame that is not complete yet. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** The frames that `chunk` completes. Throws RangeError for frames that are not SPDY/3.1, or too large. */
  *push(chunk: Buffer): Generator<Frame> {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= headBytes) {
      const first = this.#pending.readUInt32BE(0);
      const flags = this.#pending.readUInt8(4);
      const length = this.#pending.readUIntBE(5, 3);
      if (length > maxPayloadBytes) throw new RangeError(`a frame is larger than ${maxPayloadBytes} bytes`);
      if (this.#pending.length < headBytes + length) return;
      const payload = this.#pending.subarray(headBytes, headBytes + length);
      this.#pending = this.#pending.subarray(headBytes + length);
      if (first < 0x8000_0000) yield { type: "data", stream: first, flags, payload };
      else {
        if (((first >>> 16) & 0x7fff) !== version) throw new RangeError("a frame is not of SPDY/3.1");
        yield { type: "control", control: first & 0xffff, flags, payload };
      }
    }
  }
}

/** A control frame. */
export function controlFrame(control: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt16BE(0x8000 | version, 0);
  head.writeUInt16BE(control, 2);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

/** A frame with data of a stream. */
export function dataFrame(stream: number, payload: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(stream, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

/** A sequence of 32-bit numbers. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * index);
  return bytes;
}
