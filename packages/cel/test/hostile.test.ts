import { describe, expect, it } from "vitest";
import {
  createEnvironment,
  dynType,
  listsLibrary,
  listType,
  mapType,
  optionalTypesLibrary,
  stringsLibrary,
  stringType,
} from "../src/index.js";
import { evaluate, expressionOf, harmlessExpressions } from "./support/evaluate.js";

const libraries = [stringsLibrary, listsLibrary, optionalTypesLibrary];
const setting = {
  libraries,
  variables: { l: listType(stringType), s: stringType, d: dynType, m: mapType(stringType, stringType) },
  values: { l: ["a"], s: "a", d: { s: "x" }, m: { a: "b" } },
  costLimit: 1_000_000,
};
const exceeded = "operation cancelled: actual cost limit exceeded";
const doubled = `[l]${".map(x,x+x)".repeat(28)}`;
const nested = `[l]${".map(x,[x,x])".repeat(40)}`;

describe("H1: a rule cannot exhaust the process", () => {
  it("doubles a list 28 times for next to nothing", () => {
    expect(evaluate(`${doubled}[0].size()`, setting)).toMatchObject({ type: "value", value: 2n ** 28n });
  });

  it("finds an element of a list of a quarter of a milliard", () => {
    expect(evaluate(`${doubled}[0][200000000]`, setting)).toMatchObject({ type: "value", value: "a" });
  });

  it.each([
    ["going through a list that was doubled", `${doubled}[0].all(x, x == 'a')`],
    ["filtering it", `${doubled}[0].filter(x, x == 'a').size() > 0`],
    ["comparing two of them", `${doubled} == ${doubled}`],
    ["looking for what is not in it", `'b' in ${doubled}[0]`],
    ["comparing lists in lists", `${nested} == ${nested}`],
    ["a text that was doubled", `[s]${".map(x,x+x)".repeat(28)}.size() > 0`],
    [
      "loops in loops",
      "[1,2,3,4,5,6,7,8,9,0].all(a, [1,2,3,4,5,6,7,8,9,0].all(b, [1,2,3,4,5,6,7,8,9,0].all(c, [1,2,3,4,5,6,7,8,9,0].all(d, [1,2,3,4,5,6,7,8,9,0].all(e, [1,2,3,4,5,6,7,8,9,0].all(f, true))))))",
    ],
  ])("stops %s", (_, source) => {
    expect(evaluate(source, setting)).toMatchObject({ type: "costLimitExceeded", message: exceeded });
  });

  it.each([
    ["the text of lists in lists", `'%s'.format([${nested}])`, "string is too long"],
    ["a list of all numbers", "lists.range(100000000000)", "list is too long"],
    ["joining a long list", `${doubled}[0].join(',')`, "string is too long"],
  ])("refuses %s", (_, source, message) => {
    expect(evaluate(source, setting)).toMatchObject({ type: "error", message });
  });
});

describe("H2: compiling takes time that grows with the length", () => {
  const environment = createEnvironment({ libraries, regularExpressions: harmlessExpressions }).extend({
    variables: new Map(Object.entries(setting.variables)),
  });
  const compile = (source: string) => {
    const expression = expressionOf(environment.compile(source));
    environment.estimateCost(expression, { estimateSize: () => undefined, estimateCall: () => undefined });
    environment.program(expression);
  };
  const shortest = (source: string) => {
    const times = Array.from({ length: 2 }, () => {
      const start = performance.now();
      compile(source);
      return performance.now() - start;
    });
    return Math.min(...times);
  };

  it.each([
    ["has(d.s)", "&&"],
    ["[] == []", "&&"],
    ["l.all(x, true)", "||"],
    ["[]", ","],
    ["optional.none()", ","],
  ])("%s joined by %s: not squared", (part, separator) => {
    const joined = (length: number) => {
      const parts = Array.from({ length: Math.floor(length / (part.length + separator.length)) }, () => part);
      return separator === "," ? `[${parts.join(separator)}]` : parts.join(separator);
    };
    compile(joined(20_000));
    // Sixteen times as long: as much time, where a square would be 256 times as much.
    expect(shortest(joined(48_000)) / shortest(joined(3_000))).toBeLessThan(120);
  });
});
