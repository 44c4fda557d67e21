import { describe, expect, it } from "vitest";
import {
  CelList,
  createEnvironment,
  dynType,
  intType,
  listsLibrary,
  listType,
  mapType,
  optionalTypesLibrary,
  type RegularExpressions,
  setsLibrary,
  stringsLibrary,
  stringType,
} from "../src/index.js";
import {
  environmentOf,
  evaluate,
  evaluateInPieces,
  expressionOf,
  harmlessExpressions,
  valuesOf,
} from "./support/evaluate.js";

const libraries = [stringsLibrary, listsLibrary, setsLibrary, optionalTypesLibrary];
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
  it("doubles a list 28 times at almost no cost", () => {
    expect(evaluate(`${doubled}[0].size()`, setting)).toMatchObject({ type: "value", value: 2n ** 28n });
  });

  it("accesses an element of a list with a quarter of a billion elements", () => {
    expect(evaluate(`${doubled}[0][200000000]`, setting)).toMatchObject({ type: "value", value: "a" });
  });

  it.each([
    ["traversing a list that was doubled", `${doubled}[0].all(x, x == 'a')`],
    ["filtering it", `${doubled}[0].filter(x, x == 'a').size() > 0`],
    ["comparing two such lists", `${doubled} == ${doubled}`],
    ["searching for a missing element", `'b' in ${doubled}[0]`],
    ["comparing nested lists", `${nested} == ${nested}`],
    ["a list of huge size", "lists.range(100000000000)"],
    ["joining it", `${doubled}[0].join(',')`],
    ["sorting it", `dyn(${doubled}[0]).sort()`],
    ["reversing it", `${doubled}[0].reverse()`],
    ["computing its distinct elements", `${doubled}[0].distinct()`],
    ["comparing sets", `sets.contains(${doubled}[0], ${doubled}[0])`],
    ["comparing sets of nested lists", `sets.equivalent(${nested}, ${nested})`],
    ["flattening nested empty lists", `[[]]${".map(x,[x,x])".repeat(40)}.flatten(100)`],
    ["a string that was doubled", `[s]${".map(x,x+x)".repeat(28)}.size() > 0`],
    [
      "nested loops without cost",
      "[1,2,3,4,5,6,7,8,9,0].filter(a, [1,2,3,4,5,6,7,8,9,0].filter(b, [1,2,3,4,5,6,7,8,9,0].filter(c, [1,2,3,4,5,6,7,8,9,0].filter(d, [1,2,3,4,5,6,7,8,9,0].filter(e, [1,2,3,4,5,6,7,8,9,0].filter(f, [1,2,3,4,5,6,7,8,9,0].filter(g, false) == []) == []) == []) == []) == []) == []).size() > 0",
    ],
    [
      "nested loops",
      "[1,2,3,4,5,6,7,8,9,0].all(a, [1,2,3,4,5,6,7,8,9,0].all(b, [1,2,3,4,5,6,7,8,9,0].all(c, [1,2,3,4,5,6,7,8,9,0].all(d, [1,2,3,4,5,6,7,8,9,0].all(e, [1,2,3,4,5,6,7,8,9,0].all(f, true))))))",
    ],
  ])("stops %s", (_, source) => {
    expect(evaluate(source, setting)).toMatchObject({ type: "costLimitExceeded", message: exceeded });
  });

  it.each([["the text of lists in lists", `'%s'.format([${nested}])`, "string is too long"]])(
    "refuses %s",
    (_, source, message) => {
      expect(evaluate(source, setting)).toMatchObject({ type: "error", message });
    },
  );
});

describe("pausable evaluation", () => {
  it("does little work between two pauses, whatever its total", () => {
    let calls = 0;
    let most = 0;
    const counting: RegularExpressions = {
      compile: () => ({
        test: () => {
          calls++;
          return true;
        },
      }),
    };
    const variables = { l: listType(stringType) };
    const environment = environmentOf({ variables, regularExpressions: counting });
    const rule = "l.all(x, l.all(y, y.matches(x)) && l.map(y, y.matches(x)).all(z, z))";
    const program = environment.program(expressionOf(environment.compile(rule)));
    if (!("evaluate" in program)) throw new Error(program.message);
    const values = valuesOf({ l: Array.from({ length: 100 }, (_, index) => `text ${index}`) });
    const costLimit = 1_000_000;
    const whole = program.evaluate(values, { costLimit });
    expect(calls).toBe(20_000);
    calls = 0;
    let total = 0;
    const endStretch = () => {
      most = Math.max(most, calls);
      total += calls;
      calls = 0;
    };
    const inPieces = evaluateInPieces(program, values, { costLimit }, endStretch);
    endStretch();
    expect(inPieces).toEqual(whole);
    expect(most).toBeLessThan(1000);
    // The intermediate results of the first piece are discarded, and nothing else is done twice.
    expect(total).toBeLessThan(21_000);
  });

  it("is stopped within a single operation that would take long", () => {
    const variables = { l: listType(intType) };
    const environment = environmentOf({ variables });
    const program = environment.program(expressionOf(environment.compile("[l, l, l, l, l] == [l, l, l, l, l]")));
    if (!("evaluate" in program)) throw new Error(program.message);
    let looks = 0;
    class Numbers extends CelList {
      readonly size = 100_000;
      at(): bigint {
        looks++;
        return 1n;
      }
    }
    const outcome = evaluateInPieces(program, new Map([["l", new Numbers()]]), {});
    expect(outcome).toMatchObject({ type: "costLimitExceeded" });
    expect(looks).toBeLessThan(300_000);
  });
});

/** Counts operations on collections and strings, which is as good a measure as time, and reproducible. */
function operationsOf(run: () => void): number {
  const methods = [
    [Map.prototype, ["get", "set", "has"]],
    [Array.prototype, ["push", "pop", "map", "every", "slice", "concat"]],
    [String.prototype, ["slice", "startsWith", "charCodeAt", "includes"]],
  ] as const;
  let count = 0;
  const restore: (() => void)[] = [];
  for (const [prototype, names] of methods) {
    for (const name of names) {
      const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
      const counted = function (this: unknown, ...args: unknown[]) {
        count++;
        return Reflect.apply(original, this, args);
      };
      Object.defineProperty(prototype, name, { value: counted, configurable: true, writable: true });
      restore.push(() =>
        Object.defineProperty(prototype, name, { value: original, configurable: true, writable: true }),
      );
    }
  }
  try {
    run();
  } finally {
    for (const undo of restore) undo();
  }
  return count;
}

describe("H2: compilation is linear in the length of the text", () => {
  const environment = createEnvironment({ libraries, regularExpressions: harmlessExpressions }).extend({
    variables: new Map(Object.entries(setting.variables)),
  });
  const compile = (source: string) => {
    const expression = expressionOf(environment.compile(source));
    environment.estimateCost(expression, { estimateSize: () => undefined, estimateCall: () => undefined });
    environment.program(expression);
  };

  it.each([
    ["has(d.s)", "&&"],
    ["[] == []", "&&"],
    ["l.all(x, true)", "||"],
    ["[]", ","],
    ["optional.none()", ","],
    ["m.?a.optMap(x, x).hasValue()", "||"],
  ])("%s joined by %s", (part, separator) => {
    const joined = (count: number) => {
      const parts = Array.from({ length: count }, () => part).join(separator);
      return separator === "," ? `[${parts}]` : parts;
    };
    const [short, long] = [200, 1600].map((count) => operationsOf(() => compile(joined(count))));
    expect((long as number) / (short as number)).toBeLessThan(12);
  });
});
