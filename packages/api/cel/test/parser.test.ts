import { describe, expect, it } from "vitest";
import { dynType, optionalTypesLibrary } from "../src/index.js";
import { answerTo, complaintOf } from "./support/evaluate.js";

const operand =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** An expression, and the position and message of each of its errors (cel-go, parser/parser_test.go). */
const complaints: readonly (readonly [string, readonly string[]])[] = [
  [
    "*@a | b",
    [
      `1:1: Syntax error: extraneous input '*' expecting ${operand}`,
      "1:2: Syntax error: token recognition error at: '@'",
      "1:5: Syntax error: token recognition error at: '| '",
      "1:7: Syntax error: extraneous input 'b' expecting <EOF>",
    ],
  ],
  [
    "a | b",
    ["1:3: Syntax error: token recognition error at: '| '", "1:5: Syntax error: extraneous input 'b' expecting <EOF>"],
  ],
  [
    "{",
    [
      "1:2: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '}', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
    ],
  ],
  ["TestAllTypes(){}", ["1:15: Syntax error: mismatched input '{' expecting <EOF>"]],
  ["TestAllTypes{}()", ["1:15: Syntax error: mismatched input '(' expecting <EOF>"]],
  [
    "1 + $",
    [
      "1:5: Syntax error: token recognition error at: '$'",
      `1:6: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
    ],
  ],
  ["1 + 2\n3 +", ["2:1: Syntax error: mismatched input '3' expecting <EOF>"]],
  [
    "1 + +",
    [
      `1:5: Syntax error: mismatched input '+' expecting ${operand}`,
      `1:6: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
    ],
  ],
  ['{"a": 1}."a"', ["1:10: Syntax error: no viable alternative at input '.\"a\"'"]],
  [
    '"\\xFh"',
    [
      "1:1: Syntax error: token recognition error at: '\"\\xFh'",
      "1:6: Syntax error: token recognition error at: '\"'",
      `1:7: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
    ],
  ],
  [
    "in",
    [
      `1:1: Syntax error: mismatched input 'in' expecting ${operand}`,
      `1:3: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
    ],
  ],
  [
    "func{{a}}",
    [
      "1:6: Syntax error: extraneous input '{' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}",
      "1:8: Syntax error: mismatched input '}' expecting ':'",
    ],
  ],
  ["{a}", ["1:3: Syntax error: mismatched input '}' expecting ':'"]],
  [
    "?",
    [
      `1:1: Syntax error: mismatched input '?' expecting ${operand}`,
      `1:2: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
    ],
  ],
  ["self.true == 1", ["1:6: Syntax error: mismatched input 'true' expecting IDENTIFIER"]],
  [
    "self.x = 1",
    ["1:8: Syntax error: token recognition error at: '= '", "1:10: Syntax error: extraneous input '1' expecting <EOF>"],
  ],
  ["f(a", ["1:4: Syntax error: missing ')' at '<EOF>'"]],
  ["x{.", ["1:3: Syntax error: mismatched input '.' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"]],
  ["a.`b`", ["1:3: unsupported syntax: '`'"]],
  ["a.?b", ["1:2: unsupported syntax '.?'"]],
  ["[?a]", ["1:2: unsupported syntax '?'"]],
  ["0xFFFFFFFFFFFFFFFFF", ["1:1: invalid int literal"]],
  ["9223372036854775808", ["1:1: invalid int literal"]],
  ["0xFFFFFFFFFFFFFFFFFu", ["1:1: invalid uint literal"]],
  ["1.99e90000009", ["1:1: invalid double literal"]],
  ["if", ["1:1: reserved identifier: if"]],
  [
    "[1].map(var, var)",
    ["1:9: reserved identifier: var", "1:9: argument is not an identifier", "1:14: reserved identifier: var"],
  ],
  ["has(m)", ["1:5: invalid argument to has() macro"]],
  ["1.exists(2, 3)", ["1:10: argument must be a simple name"]],
  ["1.map(2, 3)", ["1:7: argument is not an identifier"]],
  ["[].all(__result__, true)", ["1:8: iteration variable overwrites accumulator variable"]],
];

describe("the parser reports cel-go's errors", () => {
  it.each(complaints)("%j", (source, expected) => {
    const shown = complaintOf(source)
      .split("\n")
      .filter((line) => line.startsWith("ERROR: "));
    expect(shown).toEqual(expected.map((line) => `ERROR: <input>:${line}`));
  });

  it("prints the line and a caret below it, wide for characters beyond ASCII", () => {
    expect(complaintOf("true\n\t&& '😁' & 1")).toBe(
      [
        "ERROR: <input>:2:9: Syntax error: token recognition error at: '& '",
        " |  && '😁' & 1",
        " | .....．..^",
        "ERROR: <input>:2:11: Syntax error: extraneous input '1' expecting <EOF>",
        " |  && '😁' & 1",
        " | .....．....^",
      ].join("\n"),
    );
  });
});

describe("expressions are limited", () => {
  const limit = "ERROR: <input>:-1:0: expression recursion limit exceeded: 250";
  it.each([
    ["brackets", `${"[".repeat(251)}${"]".repeat(251)}`, limit],
    ["parentheses", `${"(".repeat(251)}1${")".repeat(251)}`, limit],
    ["selections", `a${".b".repeat(250)}`, limit],
    ["sums", `1${"+1".repeat(250)}`, limit],
    ["conditions", `${"true?1:".repeat(251)}1`, limit],
    [
      "all of these combined",
      `1${"+1".repeat(200)}${" == 1".repeat(200)}`,
      "ERROR: <input>:-1:0: max recursion depth exceeded",
    ],
    [
      "length",
      " ".repeat(100_001),
      "ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100001, limit 100000",
    ],
    [
      "copies made by optMap",
      `{}${".?a.optMap(v, v)".repeat(30)}`,
      "ERROR: <input>:-1:0: expression is too large once its macros are expanded",
    ],
  ])("%s", (_, source, message) => {
    expect(complaintOf(source, { libraries: [optionalTypesLibrary] })).toBe(message);
  });

  it("reports a hundred issues and the number of others", () => {
    const complaint = complaintOf("x || ".repeat(150).concat("x"));
    expect(complaint.match(/undeclared reference/g)).toHaveLength(100);
    expect(complaint.endsWith("51 more errors were truncated")).toBe(true);
  });
});

/** Literals and their values. */
const literals: readonly (readonly [string, unknown])[] = [
  ["'a\\n\\t\\\\\\'\\u00e9\\U0001F601\\x41\\101\\?\\`'", "a\n\t\\'é😁AA?`"],
  ["r'a\\n'", "a\\n"],
  ['"""a"b\r\nc"""', 'a"b\nc'],
  ["'''it''' + 's'", "its"],
  ["b'\\xff\\303\\277é'", Uint8Array.of(255, 195, 191, 195, 169)],
  ["0x1F + 1", 32n],
  ["-9223372036854775808", -(2n ** 63n)],
  ["--1", 1n],
  ["!!true", true],
  [".5 + 1e3", 1000.5],
  ["1 // a comment\n + 1", 2n],
  ["[1, 2,]", [1n, 2n]],
  ["2 + 3 * 4 - 10 / 5 % 3", 12n],
  ["1 < 2 == true && !false || false ? 'a' : 'b'", "a"],
];

it.each([
  ["parentheses", `${"(".repeat(249)}1${")".repeat(249)}`],
  ["selections", `d${".b".repeat(248)}`],
  ["sums", `1${"+1".repeat(248)}`],
])("parses %s up to the limit", (_, source) => {
  expect(complaintOf(source, { variables: { d: dynType } })).toBe("");
});

describe("the parser accepts what cel-go accepts", () => {
  it.each(literals)("%j", (source, value) => {
    expect(answerTo(source)).toEqual(value);
  });

  it("parses fields in backticks if that is enabled", () => {
    expect(answerTo("{'a-b/c.d': 1}.`a-b/c.d`", { escapedIdentifiers: true })).toBe(1n);
  });
});
