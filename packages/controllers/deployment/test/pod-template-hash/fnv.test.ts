import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { Fnv32a } from "../../src/pod-template-hash/fnv.js";

describe("Fnv32a", () => {
  test.prop([fc.array(fc.string({ unit: "grapheme" }))])(
    "DEP-45: hashes the UTF-8 bytes of any sequence of strings",
    (texts) => {
      const hash = new Fnv32a();
      for (const text of texts) hash.write(text);
      const expected = new Fnv32a();
      expected.writeBytes(new TextEncoder().encode(texts.join("")));
      expect(hash.state).toBe(expected.state);
    },
  );

  test.prop([fc.string({ unit: "binary" })])("DEP-45: hashes the UTF-8 bytes of a string", (text) => {
    const hash = new Fnv32a();
    hash.write(text);
    const expected = new Fnv32a();
    expected.writeBytes(new TextEncoder().encode(text));
    expect(hash.state).toBe(expected.state);
  });
});
