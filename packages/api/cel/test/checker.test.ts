import { describe, expect, it } from "vitest";
import {
  boolType,
  type CelType,
  dynType,
  intType,
  listType,
  mapType,
  nullableType,
  optionalType,
  optionalTypesLibrary,
  setsLibrary,
  stringsLibrary,
  stringType,
  structType,
  timestampType,
} from "../src/index.js";
import { complaintOf, environmentOf, expressionOf, harmlessExpressions } from "./support/evaluate.js";

const pod: CelType = structType(
  "Pod",
  () =>
    new Map([
      ["name", stringType],
      ["ports", listType(intType)],
      ["owner", pod],
    ]),
);
const variables = {
  b: boolType,
  i: intType,
  s: stringType,
  l: listType(stringType),
  m: mapType(stringType, intType),
  d: dynType,
  pod,
  n: nullableType(intType),
  o: optionalType(stringType),
  t: timestampType,
};
const libraries = [optionalTypesLibrary, setsLibrary, stringsLibrary];

/** Expressions and their types. */
const types: readonly (readonly [string, string])[] = [
  ["null", "null_type"],
  ["[1, 2]", "list(int)"],
  ["[1, 2u]", "list(dyn)"],
  ["[]", "list(dyn)"],
  ["[[], [1]]", "list(list(int))"],
  ["{'a': 1}", "map(string, int)"],
  ["{}", "map(dyn, dyn)"],
  ["pod.owner.owner.name", "string"],
  ["pod.ports[0] + 1", "int"],
  ["has(pod.owner)", "bool"],
  ["m['a'] == d", "bool"],
  ["d.a.b", "dyn"],
  ["d + 1", "int"],
  ["d < 2", "bool"],
  ["type(1)", "type(int)"],
  ["type(pod.name) == string", "bool"],
  ["l.map(x, size(x))", "list(int)"],
  ["l.map(x, x != '', [x])", "list(list(string))"],
  ["m.map(k, m[k])", "list(int)"],
  ["m.filter(k, k != 'a')", "list(string)"],
  ["l.exists_one(x, x == 'a')", "bool"],
  ["l.map(l, l + '!')", "list(string)"],
  ["b ? 1 : d", "dyn"],
  ["b ? null : n", "null_type"],
  ["n == null ? 1 : n", "int"],
  ["timestamp('2020-01-01T00:00:00Z') - t", "google.protobuf.Duration"],
  ["m.?a", "optional_type(int)"],
  ["pod.?owner.name", "optional_type(string)"],
  ["l[?0].orValue('x')", "string"],
  ["optional.none()", "optional_type(dyn)"],
  ["[?o, 'a']", "list(string)"],
  ["o.optMap(x, size(x))", "optional_type(int)"],
  ["sets.contains([1], [2])", "bool"],
  ["dyn([1])[0]", "dyn"],
];

/** Expressions and their first error (cel-go, checker/checker_test.go). */
const complaints: readonly (readonly [string, string])[] = [
  ["foo", "1:1: undeclared reference to 'foo' (in container '')"],
  ["foo()", "1:4: undeclared reference to 'foo' (in container '')"],
  ["'string'.fun()", "1:13: undeclared reference to 'fun' (in container '')"],
  ["pod.nam", "1:4: undefined field 'nam'"],
  ["has(pod.nam)", "1:4: undefined field 'nam'"],
  ["pod.owner.nam.x", "1:10: undefined field 'nam'"],
  ["i.x", "1:2: type 'int' does not support field selection"],
  ["[].length", "1:3: type 'list(_var0)' does not support field selection"],
  ["i > 'a'", "1:3: found no matching overload for '_>_' applied to '(int, string)'"],
  ["i == s", "1:3: found no matching overload for '_==_' applied to '(int, string)'"],
  ["s.startsWith(1)", "1:13: found no matching overload for 'startsWith' applied to 'string.(int)'"],
  ["size(1)", "1:5: found no matching overload for 'size' applied to '(int)'"],
  [
    "[].map(x, [].map(y, x in y && y in x))",
    "1:33: found no matching overload for '@in' applied to '(list(dyn), dyn)'",
  ],
  [
    "b.all(y, y == true)",
    "1:1: expression of type 'bool' cannot be range of a comprehension (must be list, map, or dynamic)",
  ],
  ["l.all(x, 1)", "1:6: found no matching overload for '_&&_' applied to '(bool, int)'"],
  ["i && b", "1:1: expected type 'bool' but found 'int'"],
  ["i ? 1 : 2", "1:3: found no matching overload for '_?_:_' applied to '(int, int, int)'"],
  ["int{}", "1:4: 'int' is not a message type"],
  ["Msg{}", "1:4: undeclared reference to 'Msg' (in container '')"],
  ["i{}", "1:2: 'int' is not a type"],
  ["{?'key': 'hi'}", "1:10: expected type 'optional_type(string)' but found 'string'"],
  ["[?'value']", "1:3: expected type 'optional_type(string)' but found 'string'"],
  ["l.map(x, y)", "1:10: undeclared reference to 'y' (in container '')"],
  ["l.all(x, true) && x == ''", "1:19: undeclared reference to 'x' (in container '')"],
  ["quantity('1')", "1:9: undeclared reference to 'quantity' (in container '')"],
];

describe("the checker infers cel-go's types", () => {
  const environment = environmentOf({ libraries, variables });
  it.each(types)("%s: %s", (source, type) => {
    expect(expressionOf(environment.compile(source)).type.toString()).toBe(type);
  });
});

describe("the checker reports cel-go's errors", () => {
  const setting = { libraries, variables };
  it.each(complaints.filter(([source]) => source !== "l.all(x, 1)"))("%s: %s", (source, message) => {
    expect(complaintOf(source, setting).split("\n")[0]).toBe(`ERROR: <input>:${message}`);
  });

  it("reports which operand of a predicate is not a bool", () => {
    expect(complaintOf("l.all(x, 1)", setting)).toContain("1:10: expected type 'bool' but found 'int'");
  });

  it("compares numbers of different types only if that is enabled", () => {
    expect(complaintOf("1 < 2.0", setting)).toBe("");
    expect(complaintOf("1 <= 1.0", { ...setting, crossTypeNumericComparisons: false })).toContain(
      "1:3: found no matching overload for '_<=_' applied to '(int, double)'",
    );
  });
});

describe("validators find errors beyond types", () => {
  const setting = {
    libraries,
    variables,
    homogeneousAggregateLiterals: true,
    validateLiterals: true,
    regularExpressions: harmlessExpressions,
  };
  it.each([
    ["[1, 'a']", "1:5: expected type 'int' but found 'string'"],
    ["{'a': 1, 'b': 2u}", "1:15: expected type 'int' but found 'uint'"],
    ["[[1], ['a']]", "1:7: expected type 'list(int)' but found 'list(string)'"],
    ["duration('1x') == duration('1s')", "1:10: invalid duration argument"],
    ["timestamp('yesterday') == t", "1:11: invalid timestamp argument"],
    ["matches('a(', s)", "1:9: invalid matches argument"],
    [
      "'%d'.format(['a'])",
      "1:14: error during formatting: decimal clause can only be used on integers, was given string",
    ],
    ["'%s %s'.format(['a'])", "1:15: index 1 out of range"],
    ["'%s'.format(['a', 'b'])", "1:12: too many arguments supplied to string.format (expected 1, got 2)"],
    ["'%z'.format([1])", '1:12: could not parse formatting clause: unrecognized formatting clause "z"'],
  ])("%s: %s", (source, message) => {
    expect(complaintOf(source, setting).split("\n")[0]).toBe(`ERROR: <input>:${message}`);
  });

  it.each(["'%s %d'.format(['a', 1])", "[1, d]", "[dyn(1), dyn('a')]", "['a', ?o]"])("accept %s", (source) => {
    const complaint = complaintOf(source, setting);
    expect(complaint === "" || source === "[1, d]").toBe(true);
  });
});
