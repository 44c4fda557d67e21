import { constants, createDeflate, createInflate, type Deflate, type Inflate } from "node:zlib";
import { headerDictionary } from "./dictionary.js";

/** The maximum size of decompressed headers, in bytes. */
const maxBlockBytes = 64 * 1024;

/** Headers of a stream; names are in lower case. */
export type StreamHeaders = ReadonlyMap<string, string>;

/** Compresses and decompresses the headers of one session. Each block depends on the previous ones. */
export class HeaderBlocks {
  readonly #inflate: Inflate = createInflate({ dictionary: headerDictionary });
  readonly #deflate: Deflate = createDeflate({ dictionary: headerDictionary });

  constructor() {
    // Errors reach the callbacks of writes; without a listener they would end the process.
    this.#inflate.on("error", ignore);
    this.#deflate.on("error", ignore);
  }

  /** Decompresses a block. Rejects with Error if it is malformed or too large. */
  async decode(compressed: Buffer): Promise<StreamHeaders> {
    return parseHeaders(await passedThrough(this.#inflate, compressed));
  }

  encode(headers: StreamHeaders): Promise<Buffer> {
    return passedThrough(this.#deflate, formatHeaders(headers));
  }

  close(): void {
    this.#inflate.close();
    this.#deflate.close();
  }
}

/** The whole output of a zlib stream for a chunk. */
function passedThrough(zlib: Inflate | Deflate, chunk: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const settle = (error?: Error | null) => {
      zlib.off("data", take);
      zlib.off("error", settle);
      zlib.off("close", close);
      if (error) reject(error);
      else resolve(Buffer.concat(pieces));
    };
    const close = () => settle(new Error("the session has ended"));
    const take = (piece: Buffer) => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxBlockBytes) {
        settle(new Error(`the headers of a stream are larger than ${maxBlockBytes} bytes`));
        zlib.destroy();
      }
    };
    zlib.on("data", take);
    zlib.once("error", settle);
    zlib.once("close", close);
    zlib.write(chunk);
    zlib.flush(constants.Z_SYNC_FLUSH, () => settle());
  });
}

function parseHeaders(block: Buffer): StreamHeaders {
  const headers = new Map<string, string>();
  let at = 0;
  const number = () => {
    at += 4;
    return block.readUInt32BE(at - 4);
  };
  const text = () => {
    const length = number();
    if (length > block.length - at) throw new RangeError("a header of a stream is incomplete");
    at += length;
    return block.toString("utf8", at - length, at);
  };
  for (let count = number(); count > 0; count--) {
    const name = text().toLowerCase();
    headers.set(name, text());
  }
  return headers;
}

function formatHeaders(headers: StreamHeaders): Buffer {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const text = (value: string) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([number(bytes.length), bytes]);
  };
  return Buffer.concat([
    number(headers.size),
    ...[...headers].flatMap(([name, value]) => [text(name.toLowerCase()), text(value)]),
  ]);
}

function ignore(): void {}
