import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deflatePart, etagOf, gzipped, inflated } from "../../src/open-api/deflated-part.js";

const text = fc.oneof(fc.string(), fc.constant("a".repeat(70_000)), fc.constant(""));

describe("documents of compressed parts", () => {
  it("are the parts one after the other, as one gzip stream (whose checksum is right) and inflated", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
        const parts = texts.map((each) => deflatePart(Buffer.from(each)));
        const whole = texts.join("");
        expect(gunzipSync(Buffer.concat([...gzipped(parts)])).toString()).toBe(whole);
        expect(Buffer.concat([...inflated(parts)]).toString()).toBe(whole);
      }),
    );
  });

  it("have an ETag that tells them apart", () => {
    const parts = ["a", "b"].map((each) => deflatePart(Buffer.from(each)));
    expect(etagOf(parts)).toMatch(/^[0-9A-F]{128}$/);
    expect(etagOf(parts)).not.toBe(etagOf(parts.toReversed()));
    expect(etagOf(["a", "b"].map((each) => deflatePart(Buffer.from(each))))).toBe(etagOf(parts));
  });
});
