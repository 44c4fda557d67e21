import { randomFillSync } from "node:crypto";
import type { RandomSource } from "./random-source.js";

/** Real randomness. The only place in the libraries that draws it. */
export const systemRandom: RandomSource = {
  next: () => Math.random(),
  uuid: createUuidSource(),
};

/** The two hexadecimal digits of each byte, as character codes. */
const digits = new Uint8Array(
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0")).join("")),
);
/** Where the digits of each byte stand in the text. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/**
 * RFC 9562 version 4 UUIDs, each one flat text. Node's own `randomUUID` answers a tree of forty concatenations that takes
 * 500 bytes until somebody reads it, and objects are kept by the hundred thousand.
 */
function createUuidSource(): () => string {
  const pool = Buffer.alloc(16 * 256);
  const text = Buffer.alloc(36, "-");
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    pool[next + 6] = ((pool[next + 6] as number) & 0x0f) | 0x40;
    pool[next + 8] = ((pool[next + 8] as number) & 0x3f) | 0x80;
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as number;
      const digit = 2 * (pool[next++] as number);
      text[place] = digits[digit] as number;
      text[place + 1] = digits[digit + 1] as number;
    }
    return text.toString("latin1");
  };
}
