import { compileLabelSelector } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { parseLabelSelector } from "../../src/selectors/parse-label-selector.js";

describe("parseLabelSelector", () => {
  it.each([
    ["a=b", [{ key: "a", operator: "In", values: ["b"] }]],
    ["a==b", [{ key: "a", operator: "In", values: ["b"] }]],
    ["a != b", [{ key: "a", operator: "NotIn", values: ["b"] }]],
    ["a=", [{ key: "a", operator: "In", values: [""] }]],
    ["a", [{ key: "a", operator: "Exists" }]],
    ["!a", [{ key: "a", operator: "DoesNotExist" }]],
    ["a in (c, b)", [{ key: "a", operator: "In", values: ["b", "c"] }]],
    ["a notin (b)", [{ key: "a", operator: "NotIn", values: ["b"] }]],
    ["a in ()", [{ key: "a", operator: "In", values: [""] }]],
    ["a in (b,)", [{ key: "a", operator: "In", values: ["", "b"] }]],
    ["in in (in,notin)", [{ key: "in", operator: "In", values: ["in", "notin"] }]],
    [
      "example.com/a=b,c",
      [
        { key: "example.com/a", operator: "In", values: ["b"] },
        { key: "c", operator: "Exists" },
      ],
    ],
    ["", []],
  ])("%s", (text, matchExpressions) => {
    expect(parseLabelSelector(text)).toEqual({ matchExpressions });
  });

  it.each([
    ["a=b c", "found 'c', expected: ',' or 'end of string'"],
    ["=b", "found '=', expected: !, identifier, or 'end of string'"],
    ["a=b,", "found '', expected: identifier after ','"],
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    ["a in (b", "unable to parse requirement: found '', expected: ',' or ')'"],
    ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["!=b", "found '!=', expected: !, identifier, or 'end of string'"],
  ])("%s is refused with upstream's message", (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(expect.objectContaining({ code: "BadRequest", message }));
  });

  it("refuses invalid label keys and values", () => {
    expect(() => parseLabelSelector("a*b=c")).toThrow(
      /^unable to parse requirement: <nil>: Invalid value: "a\*b": name part must/,
    );
    expect(() => parseLabelSelector("a=b*")).toThrow(
      /^unable to parse requirement: values\[0\]\[a\]: Invalid value: "b\*": a valid label/,
    );
    expect(() => parseLabelSelector(`a=${"x".repeat(64)}`)).toThrow(/must be no more than 63 bytes$/);
    expect(() => parseLabelSelector("a/b/c")).toThrow(/a valid label key must consist of/);
  });

  it("returns a selector that core compiles, with a single value that an index can serve", () => {
    const matcher = compileLabelSelector(parseLabelSelector("a=b,c!=d"));
    expect(matcher.equalities).toEqual([["a", "b"]]);
    expect(matcher.matches({ a: "b" })).toBe(true);
    expect(matcher.matches({ a: "b", c: "d" })).toBe(false);
  });
});
