import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDuplicateKeys } from "../../src/decode/duplicate-keys.js";

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

  it("cases API 8: includes unknown fields at their first occurrence, and nothing within them", () => {
    const text = '{"b":1,"x":{"c":1,"c":2},"b":2,"x":3,"x1":{"c":1,"c":2}}';
    expect(findDuplicateKeys(text, new Set(["x"]))).toEqual(["x", "b", "x1.c"]);
  });

  it("H8: reports the path of a duplicate key once, however deep and however often it occurs", () => {
    const [depth, keys] = [2000, 100_000];
    const text = `${'{"a":'.repeat(depth)}{${Array(keys).fill('"b":1').join(",")}}${"}".repeat(depth)}`;
    expect(findDuplicateKeys(text, new Set(["a.x"]))).toEqual([`${"a.".repeat(depth)}b`]);
  });

  it.each<[string, string[], string[]]>([
    ['{"x":1,"x":2}', ["x"], ["x"]],
    ['{"a":[{"x":{"b":1,"b":2}},{"x":1}],"a":1}', ["a[0].x", "a[1].x"], ["a[0].x", "a[1].x", "a"]],
    ['{"a.b":{"c":1},"a":{"b":{"c":1,"c":2}}}', ["a.b.c"], ["a.b.c"]],
    ['{"a.b":1,"a":{"b":1},"b":1,"b":1}', ["a.b"], ["a.b", "b"]],
    ['{"":{"a":1},"b":[[{"x":1}]]}', ["a", "b[0][0].x"], ["a", "b[0][0].x"]],
    ['{"x":1}', ["xy", "x.y"], []],
    ['{"a":{"x":1},"a":{"x":1,"y":1,"y":2}}', ["a.x"], ["a.x", "a", "a.y"]],
  ])("%s with unknown %j has %j", (text, unknown, expected) => {
    expect(findDuplicateKeys(text, new Set(unknown))).toEqual(expected);
  });

  it("H8: skips 700,000 objects as deep as an unknown field without computing their paths", () => {
    const depth = 4000;
    const unknown = `${"a.".repeat(depth)}x`;
    const text = `{"b":1,"b":1,"a":${'{"a":'.repeat(depth - 1)}{"y":[${"{},".repeat(500_000)}{}],"z":{${'"k":{},'.repeat(200_000)}"k":1},"x":1}${"}".repeat(depth)}`;
    expect(findDuplicateKeys(text, new Set([unknown]))).toEqual(["b", `${"a.".repeat(depth)}z.k`, unknown]);
  });

  it("finds the same as checking each path separately", () => {
    const key = fc.constantFrom("a", "b", "a.b", "");
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant("1"),
        fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map(objectText),
        fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
      ),
    }));
    const path = fc.constantFrom("a", "a.b", "a.a", "b[0]", "b[0].a", "[0].a", "a.b.a", "b.b", "a[1]");
    fc.assert(
      fc.property(value, fc.uniqueArray(path), (text, unknown) => {
        expect(findDuplicateKeys(text, new Set(unknown))).toEqual(plainly(text, new Set(unknown)));
      }),
    );
  });

  it("H8: omits what is too long to report", () => {
    const object = '{"b":1,"b":2}';
    const text = `${"[".repeat(9000)}${Array(2000).fill(object).join(",")}${"]".repeat(9000)}`;
    expect(findDuplicateKeys(text).length).toBeLessThanOrEqual(100);
  });

  it("stops at a hundred", () => {
    const text = `[${Array.from({ length: 200 }, () => '{"a":1,"a":2}').join(",")}]`;
    expect(findDuplicateKeys(text)).toHaveLength(100);
  });

  it("accepts a text of any depth", () => {
    expect(findDuplicateKeys(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)).toEqual([]);
  });

  it("never throws, and finds nothing in the output of JSON.stringify", () => {
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

function objectText(entries: readonly (readonly [key: string, value: string])[]): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
}

/** The same by computing every path. */
function plainly(text: string, unknown: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  let at = 0;
  const visit = (path: string, skipped: boolean): void => {
    const inside = skipped || unknown.has(path);
    if (text[at] === "1") at++;
    else if (text[at] === "[") {
      for (let index = 0; text[at] !== "]"; index++) {
        at++;
        if (text[at] !== "]") visit(`${path}[${index}]`, inside);
      }
      at++;
    } else {
      const seen = new Set<string>();
      while (text[at] !== "}") {
        at++;
        if (text[at] === "}") break;
        const end = text.indexOf('":', at);
        const key = text.slice(at + 1, end);
        at = end + 2;
        const own = path === "" ? key : `${path}.${key}`;
        if (!inside && (seen.has(key) || unknown.has(own))) found.add(own);
        seen.add(key);
        visit(own, inside);
      }
      at++;
    }
  };
  visit("", false);
  return [...found].slice(0, 100);
}
