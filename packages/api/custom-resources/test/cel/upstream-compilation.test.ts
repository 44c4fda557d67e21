import { type DeclaredType, declareType } from "@engenho/expressions";
import { finished, type SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { type CompiledRule, RuleCompiler } from "../../src/cel/compiled-rule.js";
import { type ChooseEnvironment, storedEnvironment } from "../../src/cel/environments.js";
import { hasUpstreamCases, upstreamCases, withRule } from "./upstream-cases.js";

const newEnvironment: ChooseEnvironment = (_expression, _kind, { newExpressions }) => newExpressions;

function compile(node: SchemaNode, choose = newEnvironment): readonly CompiledRule[] {
  const compiler = new RuleCompiler(node, declareType(node, false) as DeclaredType, { choose });
  return (node["x-kubernetes-validations"] ?? []).map((rule) => finished(compiler.compile(rule)));
}

/** The error of a schema's single rule, and its estimated cost. */
function estimate(node: SchemaNode): { readonly error: string | undefined; readonly maxCost: number | undefined } {
  const [rule] = compile(node);
  return { error: rule?.error, maxCost: rule?.maxCost };
}

// What upstream's test adds to the environment: a function of a future version.
const ownFunction = /fakeFunction/;

it.each(upstreamCases.compilation.filter(({ input }) => !ownFunction.test(JSON.stringify(input))))(
  "TestCelCompilation, $name",
  ({ input, unmodified, expectedResults }) => {
    const results = compile(input, unmodified === true ? storedEnvironment : newEnvironment);
    expect(results).toHaveLength(expectedResults.length);
    for (const [index, expected] of expectedResults.entries()) {
      const result = results[index] as CompiledRule;
      if (expected.error !== undefined) expect(result.error).toContain(expected.error);
      if (expected.messageError !== undefined) expect(result.messageError).toContain(expected.messageError);
      if (expected.noError === true) expect([result.error, result.messageError]).toEqual([undefined, undefined]);
      if (expected.transition !== undefined) expect(result.usesOldSelf).toBe(expected.transition);
    }
  },
);

describe.each(upstreamCases.estimatedCosts)("TestCelEstimatedCostStability, $name", ({ schema, expectCost }) => {
  it.each(Object.entries(expectCost))("%s is estimated at %d", (rule, maxCost) => {
    expect(estimate(withRule(schema, rule))).toEqual({ error: undefined, maxCost });
  });
});

// A cost of 0 is not checked by upstream's test.
describe.each(upstreamCases.sizedCosts)("TestCostEstimation, $name", (tested) => {
  const { calc, set, expectedCalcCost = 0, expectCalcCostExceedsLimit, expectedSetCost = 0 } = tested;

  it("without limits of sizes", () => {
    const { error, maxCost = 0 } = estimate(calc);
    expect(error).toBeUndefined();
    if (expectedCalcCost > 0) expect(maxCost).toBe(expectedCalcCost);
    if (expectCalcCostExceedsLimit !== undefined) expect(maxCost).toBeGreaterThanOrEqual(expectCalcCostExceedsLimit);
  });

  if (expectedSetCost > 0) {
    it("with limits of sizes", () => expect(estimate(set)).toEqual({ error: undefined, maxCost: expectedSetCost }));
  }
});

it("upstream's tables are read", ({ skip }) => {
  if (!hasUpstreamCases) return skip("ENGENHO_UPSTREAM_RULES names no file");
  expect(upstreamCases.estimatedCosts).not.toEqual([]);
});
