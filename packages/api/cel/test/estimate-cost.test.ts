import { describe, expect, it } from "vitest";
import {
  boolType,
  bytesType,
  type CelType,
  type CostEstimator,
  doubleType,
  durationType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
} from "../src/index.js";
import { environmentOf, expressionOf } from "./support/evaluate.js";

const allTypes = structType(
  "google.expr.proto3.test.TestAllTypes",
  new Map([
    ["single_int32", intType],
    ["single_float", doubleType],
    ["single_string", stringType],
  ]),
);

interface Case {
  readonly name: string;
  readonly expression: string;
  readonly variables?: Readonly<Record<string, CelType>>;
  /** The maximum sizes of the values at paths. */
  readonly sizes?: Readonly<Record<string, number>>;
  readonly presenceTestHasCost?: boolean;
  readonly min: number;
  readonly max: number;
}

/** The cases of cel-go's checker/cost_test.go. */
const cases: readonly Case[] = [
  { name: "const", expression: '"Hello World!"', min: 0, max: 0 },
  { name: "identity", expression: "input", variables: { input: listType(intType) }, min: 1, max: 1 },
  {
    name: "select: map",
    expression: "input['key']",
    variables: { input: mapType(stringType, stringType) },
    min: 2,
    max: 2,
  },
  { name: "select: field", expression: "input.single_int32", variables: { input: allTypes }, min: 2, max: 2 },
  {
    name: "select: field test only no has() cost",
    expression: "has(input.single_int32)",
    variables: { input: allTypes },
    presenceTestHasCost: false,
    min: 1,
    max: 1,
  },
  {
    name: "select: field test only",
    expression: "has(input.single_int32)",
    variables: { input: allTypes },
    min: 2,
    max: 2,
  },
  {
    name: "select: non-proto field test has() cost",
    expression: "has(input.testAttr.nestedAttr)",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    min: 3,
    max: 3,
  },
  {
    name: "select: non-proto field test no has() cost",
    expression: "has(input.testAttr.nestedAttr)",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    presenceTestHasCost: false,
    min: 2,
    max: 2,
  },
  {
    name: "estimated function call",
    expression: "input.getFullYear()",
    variables: { input: timestampType },
    min: 8,
    max: 8,
  },
  { name: "create list", expression: "[1, 2, 3]", min: 10, max: 10 },
  {
    name: "create struct",
    expression: "google.expr.proto3.test.TestAllTypes{single_int32: 1, single_float: 3.14, single_string: 'str'}",
    min: 40,
    max: 40,
  },
  { name: "create map", expression: '{"a": 1, "b": 2, "c": 3}', min: 30, max: 30 },
  {
    name: "all comprehension",
    expression: "input.all(x, true)",
    variables: { input: listType(allTypes) },
    sizes: { input: 100 },
    min: 2,
    max: 302,
  },
  {
    name: "nested all comprehension",
    expression: "input.all(x, x.all(y, true))",
    variables: { input: listType(listType(allTypes)) },
    sizes: { input: 50, "input.@items": 10 },
    min: 2,
    max: 1752,
  },
  { name: "all comprehension on literal", expression: "[1, 2, 3].all(x, true)", min: 20, max: 20 },
  {
    name: "variable cost function",
    expression: "input.matches('[0-9]')",
    variables: { input: stringType },
    sizes: { input: 500 },
    min: 3,
    max: 103,
  },
  { name: "variable cost function with constant", expression: "'123'.matches('[0-9]')", min: 2, max: 2 },
  { name: "or", expression: "true || false", min: 0, max: 0 },
  {
    name: "or accumulated branch cost",
    expression: "a || b || c || d",
    variables: { a: boolType, b: boolType, c: boolType, d: boolType },
    min: 1,
    max: 4,
  },
  { name: "and", expression: "true && false", min: 0, max: 0 },
  {
    name: "and accumulated branch cost",
    expression: "a && b && c && d",
    variables: { a: boolType, b: boolType, c: boolType, d: boolType },
    min: 1,
    max: 4,
  },
  { name: "lt", expression: "1 < 2", min: 1, max: 1 },
  { name: "lte", expression: "1 <= 2", min: 1, max: 1 },
  { name: "eq", expression: "1 == 2", min: 1, max: 1 },
  { name: "gt", expression: "2 > 1", min: 1, max: 1 },
  { name: "gte", expression: "2 >= 1", min: 1, max: 1 },
  { name: "in", expression: "2 in [1, 2, 3]", min: 13, max: 13 },
  { name: "plus", expression: "1 + 1", min: 1, max: 1 },
  { name: "minus", expression: "1 - 1", min: 1, max: 1 },
  { name: "/", expression: "1 / 1", min: 1, max: 1 },
  { name: "/ (2)", expression: "1 * 1", min: 1, max: 1 },
  { name: "%", expression: "1 % 1", min: 1, max: 1 },
  { name: "ternary", expression: "true ? 1 : 2", min: 0, max: 0 },
  { name: "string size", expression: 'size("123")', min: 1, max: 1 },
  { name: "bytes size", expression: 'size(b"123")', min: 1, max: 1 },
  {
    name: "bytes to string conversion",
    expression: "string(input)",
    variables: { input: bytesType },
    sizes: { input: 500 },
    min: 1,
    max: 51,
  },
  {
    name: "bytes to string conversion equality",
    expression: "string(input) == string(input)",
    variables: { input: bytesType },
    sizes: { input: 500 },
    min: 3,
    max: 152,
  },
  {
    name: "string to bytes conversion",
    expression: "bytes(input)",
    variables: { input: stringType },
    sizes: { input: 500 },
    min: 1,
    max: 51,
  },
  {
    name: "string to bytes conversion equality",
    expression: "bytes(input) == bytes(input)",
    variables: { input: stringType },
    sizes: { input: 500 },
    min: 3,
    max: 302,
  },
  { name: "int to string conversion", expression: "string(1)", min: 1, max: 1 },
  {
    name: "contains",
    expression: "input.contains(arg1)",
    variables: { input: stringType, arg1: stringType },
    sizes: { input: 500, arg1: 500 },
    min: 2,
    max: 2502,
  },
  {
    name: "matches",
    expression: "input.matches('\\\\d+a\\\\d+b')",
    variables: { input: stringType },
    sizes: { input: 500 },
    min: 3,
    max: 103,
  },
  {
    name: "startsWith",
    expression: "input.startsWith(arg1)",
    variables: { input: stringType, arg1: stringType },
    sizes: { arg1: 500 },
    min: 2,
    max: 52,
  },
  {
    name: "endsWith",
    expression: "input.endsWith(arg1)",
    variables: { input: stringType, arg1: stringType },
    sizes: { arg1: 500 },
    min: 2,
    max: 52,
  },
  { name: "size receiver", expression: "input.size()", variables: { input: stringType }, min: 2, max: 2 },
  { name: "size", expression: "size(input)", variables: { input: stringType }, min: 2, max: 2 },
  {
    name: "ternary eval",
    expression: "(x > 2 ? input1 : input2).all(y, true)",
    variables: { x: intType, input1: listType(allTypes), input2: listType(allTypes) },
    sizes: { input1: 1, input2: 1 },
    min: 4,
    max: 7,
  },
  {
    name: "comprehension over map",
    expression: "input.all(k, input[k].single_int32 > 3)",
    variables: { input: mapType(stringType, allTypes) },
    sizes: { input: 10 },
    min: 2,
    max: 82,
  },
  {
    name: "comprehension over nested map of maps",
    expression: "input.all(k, input[k].all(x, true))",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    sizes: { input: 5, "input.@values": 10 },
    min: 2,
    max: 187,
  },
  {
    name: "string size of map keys",
    expression: "input.all(k, k.contains(k))",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    sizes: { input: 5, "input.@keys": 10 },
    min: 2,
    max: 32,
  },
  {
    name: "comprehension variable shadowing",
    expression: "input.all(k, input[k].all(k, true) && k.contains(k))",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    sizes: { input: 2, "input.@values": 2, "input.@keys": 5 },
    min: 2,
    max: 34,
  },
  {
    name: "list concat",
    expression: "(list1 + list2).all(x, true)",
    variables: { list1: listType(intType), list2: listType(intType) },
    sizes: { list1: 10, list2: 10 },
    min: 4,
    max: 64,
  },
  {
    name: "str concat",
    expression: '"abcdefg".contains(str1 + str2)',
    variables: { str1: stringType, str2: stringType },
    sizes: { str1: 10, str2: 10 },
    min: 2,
    max: 6,
  },
  {
    name: "list size comparison",
    expression: "list1.size() == list2.size()",
    variables: { list1: listType(intType), list2: listType(intType) },
    min: 5,
    max: 5,
  },
  {
    name: "list size from ternary",
    expression: "x > y ? list1.size() : list2.size()",
    variables: { x: intType, y: intType, list1: listType(intType), list2: listType(intType) },
    min: 5,
    max: 5,
  },
  {
    name: "list size from concat",
    expression: "([x, y] + list1 + list2).size()",
    variables: { x: intType, y: intType, list1: listType(intType), list2: listType(intType) },
    sizes: { list1: 10, list2: 20 },
    min: 17,
    max: 17,
  },
  {
    name: "list cost tracking through comprehension",
    expression: "[list1, list2].exists(l, l.exists(v, v.startsWith('hi')))",
    variables: { list1: listType(stringType), list2: listType(stringType) },
    sizes: { list1: 10, "list1.@items": 64, list2: 20, "list2.@items": 128 },
    min: 21,
    max: 265,
  },
  {
    name: "str endsWith equality",
    expression: 'str1.endsWith("abcdefghijklmnopqrstuvwxyz") == str2.endsWith("abcdefghijklmnopqrstuvwxyz")',
    variables: { str1: stringType, str2: stringType },
    min: 9,
    max: 9,
  },
  {
    name: "nested subexpression operators",
    expression: "((5 != 6) == (1 == 2)) == ((3 <= 4) == (9 != 9))",
    min: 7,
    max: 7,
  },
  {
    name: "str size estimate",
    expression: "string(timestamp1) == string(timestamp2)",
    variables: { timestamp1: timestampType, timestamp2: timestampType },
    min: 5,
    max: 2 ** 64 / 10,
  },
  {
    name: "timestamp equality check",
    expression: "timestamp1 == timestamp2",
    variables: { timestamp1: timestampType, timestamp2: timestampType },
    min: 3,
    max: 3,
  },
  {
    name: "duration inequality check",
    expression: "duration1 != duration2",
    variables: { duration1: durationType, duration2: durationType },
    min: 3,
    max: 3,
  },
  { name: ".filter list literal", expression: "[1,2,3,4,5].filter(x, x % 2 == 0)", min: 41, max: 101 },
  { name: ".map list literal", expression: "[1,2,3,4,5].map(x, x)", min: 86, max: 86 },
  { name: ".map.filter list literal", expression: "[1,2,3,4,5].map(x, x).filter(x, x % 2 == 0)", min: 117, max: 177 },
  {
    name: ".map.exists list literal",
    expression: "[1,2,3,4,5].map(x, x).exists(x, x == 5) == true",
    min: 108,
    max: 118,
  },
  { name: ".map.map list literal", expression: "[1,2,3,4,5].map(x, x).map(x, x)", min: 162, max: 162 },
  { name: ".map list literal selection", expression: "[1,2,3,4,5].map(x, x)[4]", min: 87, max: 87 },
  { name: "nested array selection", expression: "[[1,2],[1,2],[1,2],[1,2],[1,2]][4]", min: 61, max: 61 },
  {
    name: "nested map selection",
    expression: "{'a': [1,2], 'b': [1,2], 'c': [1,2], 'd': [1,2], 'e': [1,2]}.b",
    min: 81,
    max: 81,
  },
  {
    name: "comprehension on nested list",
    expression: "[[1, 1], [2, 2], [3, 3], [4, 4], [5, 5]].all(y, y.all(y, y == 1))",
    min: 76,
    max: 136,
  },
  {
    name: "comprehension on transformed nested list",
    expression: "[1,2,3,4,5].map(x, [x, x]).all(y, y.all(y, y == 1))",
    min: 157,
    max: 217,
  },
  {
    name: "comprehension on nested literal list",
    expression: '["a", "ab", "abc", "abcd", "abcde"].map(x, [x, x]).all(y, y.all(y, y.startsWith(\'a\')))',
    min: 157,
    max: 217,
  },
  {
    name: "comprehension on nested variable list",
    expression: "input.map(x, [x, x]).all(y, y.all(y, y.startsWith('a')))",
    variables: { input: listType(stringType) },
    sizes: { input: 5, "input.@items": 10 },
    min: 13,
    max: 208,
  },
  {
    name: "comprehension chaining with concat",
    expression: "[1,2,3,4,5].map(x, x).map(x, x) + [1]",
    min: 173,
    max: 173,
  },
  { name: "nested comprehension", expression: "[1,2,3].all(i, i in [1,2,3].map(j, j + j))", min: 20, max: 230 },
  {
    name: "nested dyn comprehension",
    expression: "dyn([1,2,3]).all(i, i in dyn([1,2,3]).map(j, j + j))",
    min: 21,
    max: 234,
  },
  { name: "literal map access", expression: "{'hello': 'hi'}['hello'] != {'hello': 'bye'}['hello']", min: 63, max: 63 },
  { name: "literal list access", expression: "['hello', 'hi'][0] != ['hello', 'bye'][1]", min: 23, max: 23 },
  { name: "type call", expression: "type(1)", min: 1, max: 1 },
  {
    name: "type call variable",
    expression: "type(self.val1)",
    variables: { self: mapType(stringType, intType) },
    min: 3,
    max: 3,
  },
  {
    name: "type call variable equality",
    expression: "type(self.val1) == int",
    variables: { self: mapType(stringType, intType) },
    min: 5,
    max: 2 ** 64 / 10,
  },
  { name: "type literal equality cost", expression: "type(1) == int", min: 3, max: 2 ** 64 / 10 },
  {
    name: "namespace variable equality",
    expression: "self.val1 == 1.0",
    variables: { "self.val1": doubleType },
    min: 2,
    max: 2,
  },
  {
    name: "simple map variable equality",
    expression: "self.val1 == 1.0",
    variables: { self: mapType(stringType, doubleType) },
    min: 3,
    max: 3,
  },
  {
    name: "date-time math",
    expression: "self.val1 == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')",
    variables: { self: mapType(stringType, timestampType) },
    min: 6,
    max: 6,
  },
  {
    name: "date-time math self-conversion",
    expression: "timestamp(self.val1) == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')",
    variables: { self: mapType(stringType, timestampType) },
    min: 7,
    max: 7,
  },
  {
    name: "boolean vars equal",
    expression: "self.val1 != self.val2",
    variables: { self: mapType(stringType, boolType) },
    min: 5,
    max: 5,
  },
  {
    name: "boolean var equals literal",
    expression: "self.val1 != true",
    variables: { self: mapType(stringType, boolType) },
    min: 3,
    max: 3,
  },
];

function estimatorOf(sizes: Readonly<Record<string, number>> = {}): CostEstimator {
  return {
    estimateSize: ({ path }) => {
      const max = sizes[path?.join(".") ?? ""];
      return max === undefined ? undefined : { min: 0, max };
    },
    estimateCall: ({ overload }) => (overload === "timestamp_to_year" ? { cost: { min: 7, max: 7 } } : undefined),
  };
}

describe("the estimated cost of an expression is that of cel-go", () => {
  for (const { name, expression, variables = {}, sizes, min, max, presenceTestHasCost = true } of cases) {
    it(`${name}: ${expression}`, () => {
      const environment = environmentOf({ variables, presenceTestHasCost }).extend({ types: [allTypes] });
      const estimate = environment.estimateCost(expressionOf(environment.compile(expression)), estimatorOf(sizes));
      expect(estimate.min).toBe(min);
      expect(estimate.max).toBe(max);
    });
  }

  it("a library's estimate takes precedence over its own", () => {
    const twice = { min: 2, max: 2 };
    const library = { name: "estimates", callEstimates: new Map([["contains_string", () => ({ cost: twice })]]) };
    const environment = environmentOf({ libraries: [library] });
    const estimate = environment.estimateCost(expressionOf(environment.compile("'abc'.contains('b')")), estimatorOf());
    expect(estimate).toEqual(twice);
  });
});
