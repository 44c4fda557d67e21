import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boolType,
  CelList,
  createEnvironment,
  fromJson,
  intType,
  listType,
  optionalTypesLibrary,
  stringsLibrary,
  stringType,
} from "../src/index.js";
import { evaluateInPieces, expressionOf, harmlessExpressions, plain, shownOutcome } from "./support/evaluate.js";

const options = { libraries: [stringsLibrary, optionalTypesLibrary], regularExpressions: harmlessExpressions };
const variables = new Map([
  ["i", intType],
  ["b", boolType],
  ["s", stringType],
  ["l", listType(intType)],
]);
const folding = createEnvironment(options).extend({ variables });
const plainly = createEnvironment({ ...options, foldConstants: false }).extend({ variables });
const values = new Map([
  ["i", 3n],
  ["b", true],
  ["s", "añ😁"],
  ["l", fromJson([3, 1, 2])],
]);
/** The sizes of the variables' values, and no costs of calls. */
const estimator = {
  estimateSize: ({ path = [] }: { readonly path?: readonly string[] | undefined }) =>
    path.length === 1 && (path[0] === "l" || path[0] === "s") ? { min: 0, max: 3 } : undefined,
  estimateCall: () => undefined,
};

/** Expressions of four types, composed of each other. */
const { int, bool, text, list } = fc.letrec<Record<"int" | "bool" | "text" | "list", string>>((tie) => {
  const sub = { int: tie("int"), bool: tie("bool"), text: tie("text"), list: tie("list") };
  const made = (form: string, ...parts: readonly fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((pieces) => pieces.reduce((whole, piece) => whole.replace("_", () => piece), form));
  const some = (leaves: readonly string[], forms: readonly fc.Arbitrary<string>[]) =>
    fc.oneof({ maxDepth: 4, depthIdentifier: "expression" }, fc.constantFrom(...leaves), ...forms);
  return {
    int: some(
      ["i", "0", "1", "-7", "9223372036854775807"],
      [
        made("(_ + _)", sub.int, sub.int),
        made("(_ * _)", sub.int, sub.int),
        made("(_ / _)", sub.int, sub.int),
        made("(_ ? _ : _)", sub.bool, sub.int, sub.int),
        made("l[_]", sub.int),
        made("size(_)", sub.text),
        made("_.size()", sub.list),
        made("_.indexOf(_)", sub.text, sub.text),
      ],
    ),
    bool: some(
      ["b", "true", "false"],
      [
        made("(_ && _)", sub.bool, sub.bool),
        made("(_ || _)", sub.bool, sub.bool),
        made("!_", sub.bool),
        made("(_ < _)", sub.int, sub.int),
        made("(_ == _)", sub.list, sub.list),
        made("(_ == _)", sub.text, sub.text),
        made("(_ in _)", sub.int, sub.list),
        made("_.all(x, x < _)", sub.list, sub.int),
        made("_.exists(x, x == _ || _)", sub.list, sub.int, sub.bool),
        made("_.contains(_)", sub.text, sub.text),
      ],
    ),
    text: some(
      ["s", "''", "'ab'"],
      [
        made("(_ + _)", sub.text, sub.text),
        made("string(_)", sub.int),
        made("_.substring(_)", sub.text, sub.int),
        made("_.lowerAscii()", sub.text),
      ],
    ),
    list: some(
      ["l", "[]", "[1, 2]"],
      [
        made("(_ + _)", sub.list, sub.list),
        made("[_, _]", sub.int, sub.int),
        made("_.map(x, x + _)", sub.list, sub.int),
        made("_.filter(x, _)", sub.list, sub.bool),
        made("(_ ? _ : _)", sub.bool, sub.list, sub.list),
        made("optional.of(_).optMap(x, x + x + _).orValue(_)", sub.list, sub.list, sub.list),
      ],
    ),
  };
});
const expression = fc.oneof(int, bool, text, list);

function run(environment: typeof folding, source: string, costLimit = 1_000_000) {
  const program = environment.program(expressionOf(environment.compile(source)));
  if (!("evaluate" in program)) return { type: "error" as const, message: program.message, cost: 0 };
  return program.evaluate(values, { costLimit });
}

describe("for any expression", () => {
  it("constant folding changes nothing but the cost", () => {
    fc.assert(
      fc.property(expression, (source) => {
        const folded = run(folding, source);
        const evaluated = run(plainly, source);
        fc.pre(folded.type !== "costLimitExceeded" && evaluated.type !== "costLimitExceeded");
        // No value is in an empty list: as in cel-go, folding does not evaluate the value, even if it is an error.
        fc.pre(!(source.includes(" in ") && source.includes("[]")));
        expect(folded.type).toBe(evaluated.type);
        if (folded.type === "value" && evaluated.type === "value") {
          expect(plain(folded.value)).toEqual(plain(evaluated.value));
          expect(folded.value instanceof CelList).toBe(evaluated.value instanceof CelList);
        }
        expect(folded.cost).toBeLessThanOrEqual(evaluated.cost);
      }),
    );
  });

  it("the cost is at most the estimate", () => {
    fc.assert(
      fc.property(expression, (source) => {
        const estimate = plainly.estimateCost(expressionOf(plainly.compile(source)), estimator);
        expect(run(plainly, source).cost).toBeLessThanOrEqual(estimate.max);
        expect(estimate.min).toBeLessThanOrEqual(estimate.max);
      }),
    );
  });

  it("evaluation ends within its limit or is stopped, and a higher limit yields its value", () => {
    fc.assert(
      fc.property(expression, fc.integer({ min: 0, max: 100 }), (source, limit) => {
        const limited = run(plainly, source, limit);
        const free = run(plainly, source);
        if (limited.type === "costLimitExceeded") expect(free.cost).toBeGreaterThan(limit);
        else expect(limited.cost).toBe(free.cost);
      }),
    );
  });
});

describe("for any expression and size of pieces", () => {
  it("a pausable evaluation has the same outcome and cost as one without pauses", () => {
    fc.assert(
      fc.property(
        expression,
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom(30, 300, 1_000_000),
        (source, pieceCost, costLimit) => {
          const program = folding.program(expressionOf(folding.compile(source)));
          if (!("evaluate" in program)) return;
          const whole = program.evaluate(values, { costLimit });
          const inPieces = evaluateInPieces(program, values, { costLimit, pieceCost });
          if (whole.type === "costLimitExceeded") expect(inPieces.type).toBe("costLimitExceeded");
          else expect(shownOutcome(inPieces)).toEqual(shownOutcome(whole));
        },
      ),
    );
  });
});

describe("for any text", () => {
  const token = fc.constantFrom(
    ..."( ) [ ] { } . , : ? ! - + * / % < <= == != && || in has all map x i 1 1u 1.5 'a' b'a' r'\\' \" ' ` @ $ \\ null true if \n // é 😁".split(
      " ",
    ),
  );
  it.each([
    ["tokens", fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(" "))],
    ["tokens side by side", fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(""))],
    ["characters", fc.string({ unit: "binary", maxLength: 60 })],
  ])("nothing is thrown: %s", (_, text) => {
    fc.assert(
      fc.property(text, (source) => {
        const compiled = folding.compile(source);
        if (compiled.type === "failed") {
          expect(compiled.issues.length).toBeGreaterThan(0);
          expect(compiled.message).toMatch(/^ERROR: <input>:-?\d+:\d+: /);
          return;
        }
        const program = folding.program(compiled.expression);
        if ("evaluate" in program)
          expect(program.evaluate(values, { costLimit: 10_000 }).cost).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
