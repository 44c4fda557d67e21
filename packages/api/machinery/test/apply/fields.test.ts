import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atOnce } from "../../../registry/test/support/at-once.js";
import {
  difference,
  equalSets,
  type FieldSet,
  hasPath,
  intersection,
  recursiveDifference,
  setOfPaths,
  union,
} from "../../src/apply/fields/field-set.js";
import { decodeFieldsV1, encodeFieldsV1 as encodeInPieces } from "../../src/apply/fields/fields-v1.js";
import { compareText, keyElement, printPath, sortElements, valueElement } from "../../src/apply/fields/path-element.js";
import { pathsOf } from "../../src/apply/fields/walk-paths.js";

const encodeFieldsV1 = (set: FieldSet) => atOnce(encodeInPieces(set));

describe("FieldsV1", () => {
  it("is decoded and encoded to the same value", () => {
    const fields = {
      "f:metadata": { "f:labels": { ".": {}, "f:app": {} }, "f:finalizers": { ".": {}, 'v:"x/y"': {} } },
      "f:spec": { "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:port": {} }, "i:0": {} } },
    };
    expect(encodeFieldsV1(decodeFieldsV1(fields))).toEqual(fields);
  });

  it("is encoded in upstream's order: fields, keys, values, indexes, each by content", () => {
    const fields = Object.fromEntries(
      [
        'v:"b"',
        "i:10",
        "i:9",
        'k:{"a":"z"}',
        "v:2",
        "f:b",
        'k:{"a":2}',
        "v:10",
        "f:a",
        'k:{"a":10}',
        "f:a.b",
        "f:B",
        "v:true",
      ].map((key) => [key, {}]),
    );
    expect(Object.keys(encodeFieldsV1(decodeFieldsV1(fields)))).toEqual([
      "f:B",
      "f:a",
      "f:a.b",
      "f:b",
      'k:{"a":2}',
      'k:{"a":10}',
      'k:{"a":"z"}',
      "v:2",
      "v:10",
      'v:"b"',
      "v:true",
      "i:9",
      "i:10",
    ]);
  });

  it("has a canonical form of each element, however it was written", () => {
    expect(Object.keys(encodeFieldsV1(decodeFieldsV1({ 'k:{ "b":"<", "a":1 }': {}, "v: 1.0": {} })))).toEqual([
      'k:{"a":1,"b":"\\u003c"}',
      "v:1",
    ]);
  });

  it("drops elements of unknown types", () => {
    expect(encodeFieldsV1(decodeFieldsV1({ "x:future": {}, "f:a": {} }))).toEqual({ "f:a": {} });
  });

  it.each([
    ["text"],
    [{ "f:a": 1 }],
    [{ f: {} }],
    [{ "fa:": {} }],
    [{ "k:[1]": {} }],
    [{ "v:{": {} }],
    [{ "i:x": {} }],
  ])("%j is invalid", (value) => {
    expect(() => decodeFieldsV1(value)).toThrow(RangeError);
  });

  it("is encoded in pieces if it is large, with the same result", () => {
    const names = Array.from({ length: 30_000 }, (_, index) => `f:n${String(index).padStart(5, "0")}`);
    const below = Object.fromEntries(
      names.map((name, index) => [name, index % 100 === 0 ? { ".": {}, "f:x": {} } : {}]),
    );
    const fields = { "f:a": { 'k:{"name":"x"}': { ".": {}, "f:b": below } }, "f:z": below };
    const work = encodeInPieces(decodeFieldsV1(fields));
    let pieces = 1;
    let step = work.next();
    for (; step.done !== true; step = work.next()) pieces++;
    expect(JSON.stringify(step.value)).toBe(JSON.stringify(fields));
    expect(pieces).toBeGreaterThan(10);
  });

  it("treats __proto__ as a field", () => {
    const fields = decodeFieldsV1(JSON.parse('{"f:__proto__":{"f:x":{}}}'));
    expect(pathsOf(fields)).toEqual([["f:__proto__", "f:x"]]);
  });
});

describe("paths", () => {
  it("are printed as upstream prints them", () => {
    const path = [
      "f:spec",
      "f:ports",
      keyElement([
        ["protocol", 'T"CP'],
        ["port", 80],
      ]),
      "f:x",
      valueElement("v"),
      "i:3",
    ];
    expect(printPath(path)).toBe('.spec.ports[port=80,protocol="T\\"CP"].x[="v"][3]');
  });

  it("strings are ordered by code point", () => {
    const texts = ["a", "", "\u{1f600}", "\uffff", "ab", "\ud7ff", "é"];
    expect(texts.toSorted(compareText)).toEqual(["", "a", "ab", "é", "\ud7ff", "\uffff", "\u{1f600}"]);
  });
});

describe("field sets are sets of paths", () => {
  const element = fc.constantFrom("f:a", "f:b", 'v:"x"');
  const path = fc.array(element, { minLength: 1, maxLength: 3 });
  const paths = fc.array(path, { maxLength: 8 });
  const text = (one: readonly string[]): string => one.join(" ");
  const textsOf = (set: FieldSet): Set<string> => new Set(pathsOf(set).map(text));
  const hasPrefix = (all: Set<string>, one: readonly string[]): boolean =>
    one.some((_, at) => all.has(text(one.slice(0, at + 1))));

  it("union, intersection and both differences", () => {
    fc.assert(
      fc.property(paths, paths, (left, right) => {
        const [a, b] = [setOfPaths(left), setOfPaths(right)];
        const [inA, inB] = [new Set(left.map(text)), new Set(right.map(text))];
        expect(textsOf(union(a, b))).toEqual(new Set([...inA, ...inB]));
        expect(textsOf(intersection(a, b))).toEqual(new Set([...inA].filter((one) => inB.has(one))));
        expect(textsOf(difference(a, b))).toEqual(new Set([...inA].filter((one) => !inB.has(one))));
        expect(textsOf(recursiveDifference(a, b))).toEqual(
          new Set(left.filter((one) => !hasPrefix(inB, one)).map(text)),
        );
        for (const one of left) expect(hasPath(b, one)).toBe(inB.has(text(one)));
        expect(equalSets(a, b)).toBe(inA.size === inB.size && [...inA].every((one) => inB.has(one)));
      }),
    );
  });

  it("items with one key are in the order of its strings, simple or not", () => {
    const letter = fc.constantFrom("a", "b", " ", "!", '"', "#", "~", "\u{1f600}", "\uffff", "\\", "/");
    const keyed = fc.string({ unit: letter, maxLength: 3 }).map((value) => keyElement([["name", value]]));
    fc.assert(
      fc.property(fc.uniqueArray(keyed, { maxLength: 8 }), (elements) => {
        const values = sortElements(elements).map((element) => JSON.parse(element.slice(2)).name);
        expect(values).toEqual(values.toSorted(compareText));
      }),
    );
  });

  it("share unchanged parts, and have no empty nodes", () => {
    fc.assert(
      fc.property(paths, paths, (left, right) => {
        const [a, b] = [setOfPaths(left), setOfPaths(right)];
        expect(union(a, intersection(a, b))).toBe(a);
        expect(difference(a, difference(b, a))).toBe(a);
        expect(difference(a, a).size).toBe(0);
        expect(decodeFieldsV1(encodeFieldsV1(difference(a, b)))).toEqual(difference(a, b));
      }),
    );
  });
});
