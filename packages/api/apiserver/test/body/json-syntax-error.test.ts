import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { jsonSyntaxError } from "../../../machinery/src/decode/json-syntax-error.js";
import { measureJson } from "../../src/body/measure-json.js";

describe("jsonSyntaxError returns the messages of Go's decoder", () => {
  it.each([
    ["", "unexpected end of JSON input"],
    ["{", "unexpected end of JSON input"],
    ["{not json", "invalid character 'n' looking for beginning of object key string"],
    ["nope", "invalid character 'o' in literal null (expecting 'u')"],
    ["hello", "invalid character 'h' looking for beginning of value"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ["[1 2]", "invalid character '2' after array element"],
    ["{} x", "invalid character 'x' after top-level value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ["-a", "invalid character 'a' in numeric literal"],
    ["1.a", "invalid character 'a' after decimal point in numeric literal"],
    ["1ea", "invalid character 'a' in exponent of numeric literal"],
    ["'", "invalid character '\\'' looking for beginning of value"],
    ["é", "invalid character 'Ã' looking for beginning of value"],
    ["[".repeat(6000), "unexpected end of JSON input"],
    ['{"a":'.repeat(6000), "unexpected end of JSON input"],
    ["[".repeat(10_001), "invalid character '[' exceeded max depth"],
    [`${'{"a":'.repeat(10_001)}1${"}".repeat(10_001)}`, "invalid character '{' exceeded max depth"],
    [`[[],{},[1, {"a": [ ] , "b":{}}],`, "unexpected end of JSON input"],
    ["[[1]}", "invalid character '}' after array element"],
    ['{"a":{}]', "invalid character ']' after object key:value pair"],
  ])("%.40s", (text, expected) => {
    expect(jsonSyntaxError(text)).toBe(expected);
  });

  test.prop([
    fc.oneof(
      fc.string(),
      fc.json().map((text) => text.slice(1)),
      fc.json().map((text) => `${text}]`),
    ),
  ])("finds an error in every text that JSON.parse refuses, and never hangs", (text) => {
    try {
      JSON.parse(text);
    } catch {
      expect(jsonSyntaxError(text)).toMatch(/^invalid character |^unexpected end|^exceeded/);
    }
  });
});

describe("measureJson", () => {
  it.each([
    ["[[]]", 2, 3],
    ['{"[[[": [{}, [], "]]"]}', 3, 7],
    ['["\\"[", "[["]', 1, 3],
    ["1", 0, 1],
  ])("%s nests %d deep and has about %d values", (text, depth, values) => {
    expect(measureJson(Buffer.from(text))).toEqual({ depth, values });
  });
});
