import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indentJson } from "../../src/encoding/indent-json.js";

function indented(text: string, cut: number): string {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, index) =>
    bytes.subarray(index * cut, (index + 1) * cut),
  );
  return Buffer.concat([...indentJson(pieces)]).toString();
}

describe("indentJson", () => {
  it("H15: writes what JSON.stringify writes with an indentation of two, wherever the pieces are split", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "medium" }), fc.integer({ min: 1, max: 40 }), (value, cut) => {
        expect(indented(JSON.stringify(value), cut)).toBe(JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it("drops whitespace between tokens and keeps it in strings", () => {
    expect(indented('{ "a b" : [ 1 , "c\\" d\\\\" ] }\n', 3)).toBe(
      JSON.stringify({ "a b": [1, 'c" d\\'] }, undefined, 2),
    );
  });

  it("H15: reads no more of its input than the current chunk needs, however deep the nesting", () => {
    const depth = 5_000;
    let chunks = 0;
    for (const chunk of indentJson([Buffer.from("[".repeat(depth) + "]".repeat(depth))])) {
      chunks++;
      expect(chunk.length).toBeLessThanOrEqual(65_536);
    }
    // Two spaces for each level, for its opening and its closing bracket.
    expect(chunks).toBe(Math.ceil((2 * depth * depth - 2 * depth + 2 * depth) / 65_536));
  });
});
