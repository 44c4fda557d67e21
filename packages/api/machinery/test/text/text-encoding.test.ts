import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64OfText, byteLength, bytesOfBase64, textOfBase64 } from "../../src/text/text-encoding.js";

// Compared with Buffer, which browsers do not have.
const anyText = fc.string({ unit: "binary", maxLength: 50 });

describe("text, bytes and base64", () => {
  it("counts bytes of UTF-8, lone surrogates included", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(byteLength(text)).toBe(Buffer.byteLength(text));
      }),
    );
    for (const text of ["", "a", "é", "€", "😀", "\ud83d", "\ude00", "\ud83d\ud83d\ude00", "\ude00\ud83d"]) {
      expect(byteLength(text), JSON.stringify(text)).toBe(Buffer.byteLength(text));
    }
  });

  it("encodes and decodes base64 of any text, also of a megabyte", () => {
    for (const text of ["", "a", "ab", "abc", "\ufeffa", "Grüße, 世界 😀", "€".repeat(400_000)]) {
      const base64 = base64OfText(text);
      expect(base64).toBe(Buffer.from(text).toString("base64"));
      expect(textOfBase64(base64)).toBe(text);
    }
    fc.assert(
      fc.property(anyText, (text) => {
        expect(textOfBase64(base64OfText(text))).toBe(Buffer.from(text).toString());
      }),
    );
  });

  it("decodes bytes that are not text, line breaks and missing padding", () => {
    expect([...bytesOfBase64("//4A")]).toEqual([255, 254, 0]);
    expect([...bytesOfBase64("//\n4\r\nA")]).toEqual([255, 254, 0]);
    expect([...bytesOfBase64("AQ")]).toEqual([1]);
  });
});
