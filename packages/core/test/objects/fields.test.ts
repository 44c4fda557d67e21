import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { copyWith } from "../../src/objects/copy-with.js";
import { definedFields } from "../../src/objects/defined-fields.js";

const objects = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "a", "b")),
  fc.jsonValue(),
);

describe("copyWith", () => {
  test.prop([objects, objects])("equals a spread of both, `__proto__` included", (object, fields) => {
    const before = structuredClone(object);
    const copy = copyWith(object, fields);
    const spread = { ...object, ...fields };
    expect(Object.entries(copy)).toEqual(Object.entries(spread));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(object).toEqual(before);
  });
});

describe("definedFields", () => {
  test.prop([objects])("copies a JSON object, `__proto__` included", (object) => {
    expect(Object.entries(definedFields(object))).toEqual(Object.entries(object));
  });

  it("omits undefined fields and keeps the others, in order", () => {
    const fields = definedFields({ a: undefined, b: null, c: 0, d: "", e: false, f: undefined, g: Number.NaN });
    expect(Object.entries(fields)).toEqual([
      ["b", null],
      ["c", 0],
      ["d", ""],
      ["e", false],
      ["g", Number.NaN],
    ]);
  });
});
