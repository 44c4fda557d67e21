import type { RandomSource } from "./random-source.js";

/** The system's randomness. The only place in the libraries that uses it. */
export const systemRandom: RandomSource = {
  next: () => Math.random(),
  uuid: createUuidSource(),
};

/** The hexadecimal digits as character codes. */
const digits = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** The index in the UUID string of each byte's first digit. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/**
 * RFC 9562 version 4 UUIDs as flat strings. Node's `randomUUID` returns a rope of forty concatenations that takes 500 bytes
 * until it is flattened, and objects are kept by the hundred thousand.
 */
function createUuidSource(): () => string {
  const pool = new Uint8Array(16 * 256);
  const codes = new Array<number>(36).fill("-".charCodeAt(0));
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      crypto.getRandomValues(pool);
      next = 0;
    }
    pool[next + 6] = ((pool[next + 6] as number) & 0x0f) | 0x40;
    pool[next + 8] = ((pool[next + 8] as number) & 0x3f) | 0x80;
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as number;
      const byte = pool[next++] as number;
      codes[place] = digits[byte >> 4] as number;
      codes[place + 1] = digits[byte & 0x0f] as number;
    }
    return String.fromCharCode.apply(null, codes);
  };
}
