import { CompiledPatterns, compilePattern } from "@engenho/expressions";
import { describe, expect, it } from "vitest";
import { widgetChecks } from "./widgets.js";

describe("compiled patterns of users", () => {
  it("are cached up to a number of instructions, however short the patterns are", () => {
    const patterns = new CompiledPatterns(100_000);
    for (let index = 0; index < 200; index++) patterns.compile(`^short-${index}$`);
    expect(patterns.size).toBe(200);
    for (let index = 0; index < 200; index++) patterns.compile(`${index}${"a{1000}".repeat(5)}`);
    expect(patterns.size).toBeLessThanOrEqual(20);
    expect(patterns.size).toBeGreaterThan(0);
  });
});

describe("H8: a pattern and a long text", () => {
  it.each([
    ["^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", 80_000],
    ["^[A-Za-z0-9+/]*={0,2}$", 150_000],
    ["^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", 3_000],
  ])("%s accepts strings of length %d", (source, length) => {
    const pattern = compilePattern(source);
    expect(pattern.isTooLong("a".repeat(length))).toBe(false);
    expect(pattern.test("a".repeat(length))).toBe(length <= 63 || !source.includes("61"));
  });

  it.each(["(a|b)*a(a|b){100}c", "(a|b)*a(a|b){500}c"])(
    "%s reaches a new state at each character: texts are a quarter as long",
    (source) => {
      expect(compilePattern(source).isTooLong("a".repeat(2_000))).toBe(true);
      expect(compilePattern("(a|b)*a(a|b){12}c").isTooLong("a".repeat(40_000))).toBe(false);
    },
  );

  it.each(["((a?){50}b?){15}[0-9]", "\\b[ab]*a[ab]{200}[^ab]\\b"])(
    "%s would take minutes for a megabyte, which is refused",
    (source) => {
      const text = "ab".repeat(500_000);
      expect(compilePattern(source).isTooLong(text)).toBe(true);
      expect(() => compilePattern(source).test(text)).toThrow("too long");
      const checks = widgetChecks({ type: "string", pattern: source });
      expect(checks.create(text)).toEqual([
        `spec: Invalid value: "": spec in body is too long for its pattern '${source}'`,
      ]);
    },
  );

  it.each(["(a|ab)(c|bcd)(d*)", "^a*?b$", "\\bfoo\\b", "(?i)stra", "x*y*z*(\\w\\w)*\\W", "^$", "(^a|b$)+"])(
    "%s has the same result as a search for its groups",
    (source) => {
      const pattern = compilePattern(source);
      for (const text of ["", "a", "ab", "abcd", "foo", "a foo b", "STRASSE", "xyzab!", "b", "aaab", "é foo"]) {
        expect([text, pattern.test(text)]).toEqual([text, pattern.find(text, 1).length > 0]);
      }
    },
  );
});
