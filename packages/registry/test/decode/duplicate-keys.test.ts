import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDuplicateKeys } from "../../src/decode/index.js";

describe("findDuplicateKeys", () => {
  it.each<[string, string[]]>([
    ['{"spec":{"replicas":1,"replicas":2}}', ["spec.replicas"]],
    ['{"a":1,"b":{"a":2}}', []],
    ['{"a":[{"x":1,"x":2},{"x":1},{"y":1,"y":2}]}', ["a[0].x", "a[2].y"]],
    ['{"a":1,"a":2,"a":3}', ["a"]],
    ['{"a":"\\"a\\":1,","a":{}}', ["a"]],
    ['{"a\\u0062":1,"ab":2}', ["ab"]],
    ['{"a":["a","a",{"b":["c","c"]}]}', []],
    ['{"":{"":1,"":2}}', [""]],
    ['{"__proto__":1,"__proto__":2,"constructor":1}', ["__proto__"]],
    ['{ "a" : { "b" : 1 , "b" : [ ] } }', ["a.b"]],
    ["", []],
    ['{"a', []],
    ["]]}}", []],
    ['"text"', []],
  ])("%s has %j", (text, expected) => {
    expect(findDuplicateKeys(text)).toEqual(expected);
  });

  it("cases API 8: has unknown fields among them where they first stand, and nothing of what is in them", () => {
    const text = '{"b":1,"x":{"c":1,"c":2},"b":2,"x":3,"x1":{"c":1,"c":2}}';
    expect(findDuplicateKeys(text, new Set(["x"]))).toEqual(["x", "b", "x1.c"]);
  });

  it("H8: writes the path of a key that stands twice once, however deep and often it does", () => {
    const [depth, keys] = [2000, 100_000];
    const text = `${'{"a":'.repeat(depth)}{${Array(keys).fill('"b":1').join(",")}}${"}".repeat(depth)}`;
    expect(findDuplicateKeys(text, new Set(["a.x"]))).toEqual([`${"a.".repeat(depth)}b`]);
  });

  it("H8: leaves unsaid what is too long to tell", () => {
    const object = '{"b":1,"b":2}';
    const text = `${"[".repeat(9000)}${Array(2000).fill(object).join(",")}${"]".repeat(9000)}`;
    expect(findDuplicateKeys(text).length).toBeLessThanOrEqual(100);
  });

  it("stops at a hundred", () => {
    const text = `[${Array.from({ length: 200 }, () => '{"a":1,"a":2}').join(",")}]`;
    expect(findDuplicateKeys(text)).toHaveLength(100);
  });

  it("takes a text of any depth", () => {
    expect(findDuplicateKeys(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)).toEqual([]);
  });

  it("never throws, and finds nothing in what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        findDuplicateKeys(text);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(findDuplicateKeys(JSON.stringify(value))).toEqual([]);
      }),
    );
  });
});
