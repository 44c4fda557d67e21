import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { fnv32a, fnv32aStart, fnv32aText } from "../../src/pod-template-hash/fnv.js";

describe("fnv32aText", () => {
  test.prop([fc.string({ unit: "binary" })])("DEP-45: hashes the UTF-8 bytes of any text", (text) => {
    expect(fnv32aText(fnv32aStart, text)).toBe(fnv32a(fnv32aStart, new TextEncoder().encode(text)));
  });
});
