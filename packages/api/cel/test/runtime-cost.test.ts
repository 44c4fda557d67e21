import { describe, expect, it } from "vitest";
import {
  boolType,
  bytesType,
  CelTimestamp,
  type CelType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
} from "../src/index.js";
import { environmentOf, evaluate, expressionOf, valuesOf } from "./support/evaluate.js";

const allTypes = structType("google.expr.proto3.test.TestAllTypes", new Map([["single_int32", intType]]));

interface Case {
  readonly name: string;
  readonly expression: string;
  readonly variables?: Readonly<Record<string, CelType>>;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly presenceTestHasCost?: boolean;
  readonly limit?: number;
  readonly cost: number | "exceeds";
}

/** The cases of cel-go's interpreter/runtimecost_test.go. */
const cases: readonly Case[] = [
  { name: "const", expression: '"Hello World!"', cost: 0 },
  {
    name: "identity",
    expression: "input",
    variables: { input: listType(intType) },
    values: { input: [1, 2] },
    cost: 1,
  },
  {
    name: "select: map",
    expression: "input['key']",
    variables: { input: mapType(stringType, stringType) },
    values: { input: { key: "v" } },
    cost: 2,
  },
  {
    name: "select: array index",
    expression: "input[0]",
    variables: { input: listType(stringType) },
    values: { input: ["v"] },
    cost: 2,
  },
  {
    name: "select: field",
    expression: "input.single_int32",
    variables: { input: allTypes },
    values: { input: { single_int32: 0 } },
    cost: 2,
  },
  {
    name: "expr select: map",
    expression: "input['ke' + 'y']",
    variables: { input: mapType(stringType, stringType) },
    values: { input: { key: "v" } },
    cost: 3,
  },
  {
    name: "expr select: array index",
    expression: "input[3-3]",
    variables: { input: listType(stringType) },
    values: { input: ["v"] },
    cost: 3,
  },
  {
    name: "select: field test only no has() cost",
    expression: "has(input.single_int32)",
    variables: { input: allTypes },
    values: { input: { single_int32: 0 } },
    presenceTestHasCost: false,
    cost: 1,
  },
  {
    name: "select: field test only",
    expression: "has(input.single_int32)",
    variables: { input: allTypes },
    values: { input: { single_int32: 0 } },
    cost: 2,
  },
  {
    name: "select: non-proto field test has() cost",
    expression: "has(input.testAttr.nestedAttr)",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    values: { input: { testAttr: { nestedAttr: "0" } } },
    cost: 3,
  },
  {
    name: "select: non-proto field test no has() cost",
    expression: "has(input.testAttr.nestedAttr)",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    values: { input: { testAttr: { nestedAttr: "0" } } },
    presenceTestHasCost: false,
    cost: 2,
  },
  {
    name: "estimated function call",
    expression: "input.getFullYear()",
    variables: { input: timestampType },
    values: { input: new CelTimestamp(0n) },
    cost: 8,
  },
  { name: "create list", expression: "[1, 2, 3]", cost: 10 },
  { name: "create map", expression: '{"a": 1, "b": 2, "c": 3}', cost: 30 },
  {
    name: "all comprehension",
    expression: "input.all(x, true)",
    variables: { input: listType(allTypes) },
    values: { input: [] },
    cost: 2,
  },
  {
    name: "nested all comprehension",
    expression: "input.all(x, x.all(y, true))",
    variables: { input: listType(listType(allTypes)) },
    values: { input: [] },
    cost: 2,
  },
  { name: "all comprehension on literal", expression: "[1, 2, 3].all(x, true)", cost: 20 },
  {
    name: "variable cost function",
    expression: "input.matches('[0-9]')",
    variables: { input: stringType },
    values: { input: "a".repeat(500) },
    cost: 103,
  },
  { name: "variable cost function with constant", expression: "'123'.matches('[0-9]')", cost: 2 },
  { name: "or", expression: "false || false", cost: 0 },
  { name: "or short-circuit", expression: "true || false", cost: 0 },
  {
    name: "or accumulated branch cost",
    expression: "a || b || c || d",
    variables: { a: boolType, b: boolType, c: boolType, d: boolType },
    values: { a: false, b: false, c: false, d: false },
    cost: 4,
  },
  { name: "and", expression: "true && false", cost: 0 },
  { name: "and short-circuit", expression: "false && true", cost: 0 },
  {
    name: "and accumulated branch cost",
    expression: "a && b && c && d",
    variables: { a: boolType, b: boolType, c: boolType, d: boolType },
    values: { a: true, b: true, c: true, d: true },
    cost: 4,
  },
  { name: "lt", expression: "1 < 2", cost: 1 },
  { name: "lte", expression: "1 <= 2", cost: 1 },
  { name: "eq", expression: "1 == 2", cost: 1 },
  { name: "gt", expression: "2 > 1", cost: 1 },
  { name: "gte", expression: "2 >= 1", cost: 1 },
  { name: "in", expression: "2 in [1, 2, 3]", cost: 13 },
  { name: "plus", expression: "1 + 1", cost: 1 },
  { name: "minus", expression: "1 - 1", cost: 1 },
  { name: "/", expression: "1 / 1", cost: 1 },
  { name: "/ (2)", expression: "1 * 1", cost: 1 },
  { name: "%", expression: "1 % 1", cost: 1 },
  { name: "ternary", expression: "true ? 1 : 2", cost: 0 },
  { name: "string size", expression: 'size("123")', cost: 1 },
  { name: "str eq str", expression: "'12345678901234567890' == '123456789012345678901234567890'", cost: 2 },
  {
    name: "bytes to string conversion",
    expression: "string(input)",
    variables: { input: bytesType },
    values: { input: new Uint8Array(500) },
    cost: 51,
  },
  {
    name: "string to bytes conversion",
    expression: "bytes(input)",
    variables: { input: stringType },
    values: { input: "a".repeat(500) },
    cost: 51,
  },
  { name: "int to string conversion", expression: "string(1)", cost: 1 },
  {
    name: "contains",
    expression: "input.contains(arg1)",
    variables: { input: stringType, arg1: stringType },
    values: { input: "a".repeat(500), arg1: "a".repeat(500) },
    cost: 2502,
  },
  {
    name: "matches",
    expression: "input.matches('\\\\d+a\\\\d+b')",
    variables: { input: stringType },
    values: { input: "a".repeat(500), arg1: "a".repeat(500) },
    cost: 103,
  },
  {
    name: "startsWith",
    expression: "input.startsWith(arg1)",
    variables: { input: stringType, arg1: stringType },
    values: { input: "idc", arg1: "a".repeat(500) },
    cost: 3,
  },
  {
    name: "endsWith",
    expression: "input.endsWith(arg1)",
    variables: { input: stringType, arg1: stringType },
    values: { input: "idc", arg1: "a".repeat(500) },
    cost: 3,
  },
  {
    name: "size receiver",
    expression: "input.size()",
    variables: { input: stringType },
    values: { input: "500", arg1: "500" },
    cost: 2,
  },
  {
    name: "size",
    expression: "size(input)",
    variables: { input: stringType },
    values: { input: "500", arg1: "500" },
    cost: 2,
  },
  {
    name: "ternary eval",
    expression: "(x > 2 ? input1 : input2).all(y, true)",
    variables: { x: intType, input1: listType(allTypes), input2: listType(allTypes) },
    values: { input1: [{}], input2: [{}], x: 1 },
    cost: 6,
  },
  { name: "ternary eval trivial, true", expression: "true ? false : 1 > 3", cost: 0 },
  { name: "ternary eval trivial, false", expression: "false ? false : 1 > 3", cost: 1 },
  {
    name: "comprehension over map",
    expression: "input.all(k, input[k].single_int32 > 3)",
    variables: { input: mapType(stringType, allTypes) },
    values: { input: { val: { single_int32: 0 } } },
    cost: 9,
  },
  {
    name: "comprehension over nested map of maps",
    expression: "input.all(k, input[k].all(x, true))",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    values: { input: {} },
    cost: 2,
  },
  {
    name: "string size of map keys",
    expression: "input.all(k, k.contains(k))",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    values: { input: {} },
    cost: 2,
  },
  {
    name: "comprehension variable shadowing",
    expression: "input.all(k, input[k].all(k, true) && k.contains(k))",
    variables: { input: mapType(stringType, mapType(stringType, allTypes)) },
    values: { input: {} },
    cost: 2,
  },
  {
    name: "list concat",
    expression: "(list1 + list2).all(x, true)",
    variables: { list1: listType(intType), list2: listType(intType) },
    values: { list1: [], list2: [] },
    cost: 4,
  },
  {
    name: "str concat",
    expression: '"abcdefg".contains(str1 + str2)',
    variables: { str1: stringType, str2: stringType },
    values: { str1: "val1", str2: "val2222222" },
    cost: 6,
  },
  {
    name: "at limit",
    expression: '"abcdefg".contains(str1 + str2)',
    variables: { str1: stringType, str2: stringType },
    values: { str1: "val1", str2: "val2222222" },
    limit: 6,
    cost: 6,
  },
  {
    name: "above limit",
    expression: '"abcdefg".contains(str1 + str2)',
    variables: { str1: stringType, str2: stringType },
    values: { str1: "val1", str2: "val2222222" },
    limit: 5,
    cost: "exceeds",
  },
  { name: "ternary as operand", expression: "(1 > 2 ? 5 : 3) > 1", cost: 2 },
  { name: "ternary as operand (2)", expression: "(1 > 2 || 2 > 1) == true", cost: 3 },
  { name: "list map literal", expression: "[{'k1': 1}, {'k2': 2}].all(x, true)", cost: 77 },
  { name: ".filter list literal", expression: "[1,2,3,4,5].filter(x, x % 2 == 0)", cost: 62 },
  { name: ".map list literal", expression: "[1,2,3,4,5].map(x, x)", cost: 86 },
  { name: ".map.filter list literal", expression: "[1,2,3,4,5].map(x, x).filter(x, x % 2 == 0)", cost: 138 },
  { name: ".map.exists list literal", expression: "[1,2,3,4,5].map(x, x).exists(x, x == 5) == true", cost: 118 },
  { name: ".map.map list literal", expression: "[1,2,3,4,5].map(x, x).map(x, x)", cost: 162 },
  { name: ".map.map list literal (2)", expression: "[1,2,3,4,5].map(x, [x, x]).filter(z, z.size() == 2)", cost: 232 },
  {
    name: "comprehension on nested list",
    expression: "[1,2,3,4,5].map(x, [x, x]).all(y, y.all(y, y == 1))",
    cost: 171,
  },
  { name: "comprehension size", expression: "[1,2,3,4,5].map(x, x).map(x, x) + [1]", cost: 173 },
  { name: "nested comprehension", expression: "[1,2,3].all(i, i in [1,2,3].map(j, j + j))", cost: 86 },
];

describe("the metered cost of an evaluation is that of cel-go", () => {
  for (const { name, expression, variables = {}, values = {}, limit, cost, presenceTestHasCost = true } of cases) {
    it(`${name}: ${expression}`, () => {
      const environment = environmentOf({
        variables,
        presenceTestHasCost,
        foldConstants: false,
        callMeters: (_, overload) => (overload === "timestamp_to_year" ? () => 7 : undefined),
      });
      const compiled = expressionOf(environment.compile(expression));
      const program = environment.program(compiled);
      if (!("evaluate" in program)) throw new Error(program.message);
      const evaluation = program.evaluate(valuesOf(values), limit === undefined ? {} : { costLimit: limit });
      if (cost === "exceeds") {
        const message = "operation cancelled: actual cost limit exceeded";
        expect(evaluation).toMatchObject({ type: "costLimitExceeded", message });
        return;
      }
      expect(evaluation.cost).toBe(cost);
    });
  }

  it("a library's meter takes precedence over its own", () => {
    const library = { name: "meters", callMeters: new Map([["contains_string", () => 12]]) };
    expect(evaluate("'abc'.contains('b')", { libraries: [library] }).cost).toBe(12);
  });

  it.each([
    ["a list literal", "[1, 2, 3]", 0],
    ["membership in one", "2 in [1, 2, 3]", 0],
    ["a map literal", "{'a': [1, 2]}", 0],
    ["a conversion of a literal", "timestamp('2020-01-01T00:00:00Z')", 0],
    ["a selection from a constant", "[1, 2, 3][0]", 2],
  ])("constants cost nothing, as with cel-go's OptOptimize: %s", (_, expression, cost) => {
    expect(evaluate(expression).cost).toBe(cost);
  });
});
