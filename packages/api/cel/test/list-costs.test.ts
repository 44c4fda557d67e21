import { describe, expect, it } from "vitest";
import {
  type CelType,
  dynType,
  intType,
  listsLibrary,
  listType,
  mapType,
  setsLibrary,
  stringType,
  unbounded,
} from "../src/index.js";
import { environmentOf, evaluate, expressionOf } from "./support/evaluate.js";

interface Case {
  readonly expression: string;
  readonly variables?: Readonly<Record<string, CelType>>;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly sizes?: Readonly<Record<string, number>>;
  readonly min: number;
  readonly max: number;
  readonly cost: number;
}

/** The cases of cel-go's ext/lists_test.go. */
const cases: readonly Case[] = [
  { expression: "lists.range(4) == [0, 1, 2, 3]", min: 26, max: 26, cost: 26 },
  { expression: "lists.range(4 / 2) == [0, 1]", min: unbounded, max: unbounded, cost: 25 },
  {
    expression: "lists.range(x) == [0, 1, 2, 3, 4]",
    variables: { x: intType },
    values: { x: 5 },
    sizes: { x: 10 },
    min: unbounded,
    max: unbounded,
    cost: 28,
  },
  { expression: "[[1, 2], 3].flatten(1) == [1, 2, 3]", min: 44, max: 44, cost: 44 },
  { expression: "[[1, 2], 3].flatten(2) == [1, 2, 3]", min: 46, max: 46, cost: 46 },
  { expression: "[[1, 2], 3].flatten(3) == [1, 2, 3]", min: 48, max: 48, cost: 48 },
  { expression: "[[1], 2, 3].flatten() == [1, 2, 3]", min: 45, max: 45, cost: 45 },
  {
    expression: "x.flatten() == [1, 2, 3]",
    variables: { x: listType(dynType) },
    values: { x: [[1], 2, 3] },
    sizes: { x: 3 },
    min: 23,
    max: 26,
    cost: 26,
  },
  {
    expression: "[[1, 2], 3].flatten(x) == [1, 2, 3]",
    variables: { x: intType },
    values: { x: 5 },
    sizes: { x: 10 },
    min: unbounded,
    max: unbounded,
    cost: 53,
  },
  { expression: "[1, 2, 3].distinct() == [1, 2, 3]", min: 50, max: 50, cost: 50 },
  { expression: "[1, 1, 1].distinct() == [1]", min: 50, max: 50, cost: 50 },
  {
    expression: "x.distinct() == ['hello']",
    variables: { x: listType(stringType) },
    values: { x: ["hello", "hello"] },
    sizes: { x: 3 },
    min: 23,
    max: 41,
    cost: 31,
  },
  {
    expression: "[1, 2, 3, 4, 5].slice(x, y) == [2, 3]",
    variables: { x: intType, y: intType },
    values: { x: 1, y: 3 },
    min: 39,
    max: 39,
    cost: 36,
  },
  {
    expression: "z.slice(1, 3) == [2, 3]",
    variables: { x: intType, y: intType, z: listType(intType) },
    values: { x: 1, y: 3, z: [1, 2, 3, 4, 5, 6, 7] },
    sizes: { z: 10 },
    min: 25,
    max: 25,
    cost: 25,
  },
  {
    expression: "z.slice(x, y) == [2, 3]",
    variables: { x: intType, y: intType, z: listType(intType) },
    values: { x: 1, y: 3, z: [1, 2, 3, 4, 5, 6, 7] },
    sizes: { z: 10 },
    min: 35,
    max: 35,
    cost: 27,
  },
  { expression: "[1, 2, 3].slice(1, 3) == [2, 3]", min: 34, max: 34, cost: 34 },
  { expression: "[3, 2, 1].reverse() == [1, 2, 3]", min: 35, max: 35, cost: 35 },
  {
    expression: "x.reverse() == [1, 2, 3]",
    variables: { x: listType(intType) },
    values: { x: [3, 2, 1] },
    sizes: { x: 5 },
    min: 23,
    max: 28,
    cost: 26,
  },
  { expression: "[2, 3, 1].sort() == [1, 2, 3]", min: 50, max: 50, cost: 50 },
  {
    expression: "x.sort() == [1, 2, 3]",
    variables: { x: listType(intType) },
    values: { x: [3, 2, 1] },
    sizes: { x: 5 },
    min: 23,
    max: 73,
    cost: 41,
  },
  {
    expression: 'x.sort() == ["a", "a", "b", "b", "c", "c"]',
    variables: { x: listType(stringType) },
    values: { x: ["b", "a", "b", "a", "c", "c"] },
    sizes: { x: 10 },
    min: 23,
    max: 233,
    cost: 98,
  },
  {
    expression: "x.sort() == []",
    variables: { x: listType(intType) },
    values: { x: [] },
    sizes: { x: 10 },
    min: 22,
    max: 222,
    cost: 22,
  },
  { expression: "[{'x':4}, {'x':3}].sortBy(m, m['x']) == [{'x':3}, {'x':4}]", min: 211, max: 211, cost: 211 },
  {
    expression: "x.sortBy(m, m['x']) == [{'x':3}, {'x':4}]",
    variables: { x: listType(dynType) },
    values: { x: [{ x: 4 }, { x: 3 }] },
    sizes: { x: 5 },
    min: 106,
    max: 226,
    cost: 142,
  },
  {
    expression: "x.sortBy(m, m['x']) == [{'x': 'a'}, {'x': 'b'}, {'x': 'c'}]",
    variables: { x: listType(mapType(stringType, stringType)) },
    values: { x: [{ x: "b" }, { x: "c" }, { x: "a" }] },
    sizes: { x: 3 },
    min: 136,
    max: 197,
    cost: 196,
  },
];

describe("list functions have cel-go's costs", () => {
  it.each(cases)("$expression", ({ expression, variables = {}, values = {}, sizes = {}, min, max, cost }) => {
    const setting = { libraries: [listsLibrary, setsLibrary], variables };
    const environment = environmentOf(setting);
    const estimate = environment.estimateCost(expressionOf(environment.compile(expression)), {
      estimateSize: ({ path }) => {
        const size = sizes[path?.join(".") ?? ""];
        return size === undefined ? undefined : { min: 0, max: size };
      },
      estimateCall: () => undefined,
    });
    expect(estimate).toEqual({ min, max });
    expect(evaluate(expression, { ...setting, values, foldConstants: false }).cost).toBe(cost);
  });
});
