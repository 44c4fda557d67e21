import { seededRandom } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { frameHead, readFrames } from "../src/journal-frames.js";
import { Finding } from "../src/meta-page.js";

const frame = (sequence: number, length: number) => {
  const payload = Buffer.alloc(length, "0123456789");
  return Buffer.concat([frameHead(sequence, payload), payload]);
};

describe("the end of a journal after a power failure", () => {
  const before = Buffer.concat([frame(1, 700), frame(2, 40)]);

  it("may lack any sectors of the last batch: the batches before it are read, and nothing counts as damaged", () => {
    const random = seededRandom(3);
    for (let trial = 0; trial < 500; trial++) {
      const last = frame(3, 1 + Math.floor(random.next() * 3_000));
      const whole = Buffer.concat([before, last]);
      const file = Buffer.from(whole);
      for (let start = before.length; start < file.length; ) {
        const end = Math.min(file.length, start + 512 - (start % 512));
        if (random.next() < 0.5) file.fill(0, start, end);
        start = end;
      }
      const { frames, end } = readFrames(file, "journal");
      const isWhole = file.equals(whole);
      expect(frames.map(({ sequence }) => sequence)).toEqual(isWhole ? [1, 2, 3] : [1, 2]);
      expect(end).toBe(isWhole ? whole.length : before.length);
    }
  });

  it("is damaged if a bit has flipped, or if a batch that lacks sectors is followed by another one", () => {
    const whole = Buffer.concat([before, frame(3, 2_000)]);
    for (let at = before.length; at < whole.length; at += 97) {
      const file = Buffer.from(whole);
      file[at] = (file[at] as number) ^ 4;
      // A flipped bit in the length looks like a truncated batch; the checksum of the head reveals it.
      expect(() => readFrames(file, "journal"), String(at)).toThrow(Finding);
    }
    const followed = Buffer.concat([whole, frame(4, 10)]);
    followed.fill(0, 1_024, 1_536);
    expect(() => readFrames(followed, "journal")).toThrow(Finding);
  });
});
