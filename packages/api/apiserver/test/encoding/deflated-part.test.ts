import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deflatePart, etagOf, gzipped, inflated } from "../../src/encoding/deflated-part.js";

const text = fc.oneof(fc.string(), fc.constant("a".repeat(70_000)), fc.constant(""));
const partsOf = (texts: readonly string[]) => Promise.all(texts.map((each) => deflatePart(Buffer.from(each))));

describe("documents of compressed parts", () => {
  it("are their parts concatenated, as one gzip stream (with a valid checksum) and inflated", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 6 }), async (texts) => {
        const parts = await partsOf(texts);
        const whole = texts.join("");
        expect(gunzipSync(Buffer.concat([...gzipped(parts)])).toString()).toBe(whole);
        expect(Buffer.concat([...inflated(parts)]).toString()).toBe(whole);
      }),
    );
  });

  it("have distinct ETags", async () => {
    const parts = await partsOf(["a", "b"]);
    expect(etagOf(parts)).toMatch(/^[0-9A-F]{128}$/);
    expect(etagOf(parts)).not.toBe(etagOf(parts.toReversed()));
    expect(etagOf(await partsOf(["a", "b"]))).toBe(etagOf(parts));
  });
});
