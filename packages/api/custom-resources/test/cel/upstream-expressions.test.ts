import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { Causes } from "../../../machinery/src/validation/causes.js";
import { atOnce } from "../../../registry/test/support/at-once.js";
import { compileRuleValidator } from "../../src/cel/index.js";
import { runtimeCostBudget } from "../../src/cel/limits.js";
import { CorrelatedValue } from "../../src/correlated-value.js";
import { ruleTools } from "../../src/rule-tools.js";
import { texts } from "../widgets.js";
import { hasUpstreamCases, upstreamCases, withRule } from "./upstream-cases.js";

interface Values {
  readonly value: unknown;
  readonly old?: unknown;
  readonly isRoot?: boolean;
  readonly budget?: number;
}

/** The violations of an object, and the cost of the rules. */
function check(schema: SchemaNode, { value, old, isRoot = true, budget = runtimeCostBudget }: Values) {
  const causes = new Causes();
  const left = atOnce(
    compileRuleValidator(schema, isRoot, ruleTools)?.({ value, old, path: "root", budget }, causes) ?? budget,
  );
  return { failures: texts(causes.list), causes: causes.list, cost: budget - left };
}

describe.each(upstreamCases.expressions)("TestValidationExpressions, $name", (tested) => {
  const { schema, obj: value, oldObj: old, isRoot = false, expectSkipped, expectedCost } = tested;
  const rules = (tested.valid ?? []).map((rule) => [rule] as const);
  if (rules.length > 0) {
    it.each(rules)("holds: %s", (rule) => {
      const { failures, cost } = check(withRule(schema, rule), { value, old, isRoot });
      expect(failures).toEqual([]);
      if (expectedCost !== undefined) expect(cost).toBe(expectedCost);
      if (expectSkipped === true) expect(cost).toBe(0);
    });
  }
  const errors = Object.entries(tested.errors ?? {});
  if (errors.length > 0) {
    it.each(errors)("fails: %s", (rule, expected) => {
      const { failures } = check(withRule(schema, rule), { value, old });
      expect(failures.length).toBeGreaterThan(0);
      for (const failure of failures) expect(failure).toContain(expected);
    });
  }
});

it.each(upstreamCases.levels)(
  "TestValidationExpressionsAtSchemaLevels, $name",
  ({ schema, obj, oldObj, errors = [] }) => {
    const { failures } = check(schema, { value: obj, old: oldObj, budget: Number.MAX_SAFE_INTEGER });
    expect(failures).toHaveLength(errors.length);
    for (const expected of errors)
      expect(
        failures.some((failure) => failure.includes(expected)),
        expected,
      ).toBe(true);
  },
);

it.each(upstreamCases.optionalOldSelf)("TestOptionalOldSelf, $name", ({ schema, obj, oldObj, errors = [] }) => {
  const optional = JSON.parse(JSON.stringify(schema), (key, value) =>
    key === "x-kubernetes-validations" ? value.map((rule: object) => ({ ...rule, optionalOldSelf: true })) : value,
  );
  const { failures } = check(optional, { value: obj, old: oldObj });
  expect(failures).toHaveLength(errors.length);
  for (const expected of errors)
    expect(
      failures.some((failure) => failure.includes(expected)),
      expected,
    ).toBe(true);
});

describe.each(upstreamCases.runtimeCosts)("TestCelCostStability, $name", ({ schema, obj: value, expectCost }) => {
  it.each(Object.entries(expectCost))("%s costs %i", (rule, expected) => {
    expect(check(withRule(schema, rule), { value })).toEqual({ failures: [], causes: [], cost: expected });
  });
});

it.each(upstreamCases.reasons)("TestReasonAndFldPath, $name", ({ schema, obj: value, errors }) => {
  const { causes } = check(schema, { value });
  const found = causes.map(({ reason, field }) => ({ Type: reason, Field: field }));
  expect(found.toSorted(byField)).toEqual(errors.toSorted(byField));
});

function byField(
  left: { readonly Field?: string | undefined },
  right: { readonly Field?: string | undefined },
): number {
  return (left.Field ?? "") < (right.Field ?? "") ? -1 : 1;
}

describe.each(upstreamCases.messages.filter(({ perCallLimit }) => perCallLimit === undefined))(
  "TestMessageExpression, $name",
  ({ message, messageExpression, costBudget, expectedValidationErr, expectedRemainingBudget }) => {
    it("is reported", () => {
      const rule = { rule: "false", messageExpression, ...(message === undefined ? {} : { message }) };
      const schema: SchemaNode = {
        type: "object",
        properties: { str: { type: "string" } },
        "x-kubernetes-validations": [rule],
      };
      const { failures, cost } = check(schema, { value: { str: "a string" }, isRoot: false, budget: costBudget });
      expect(failures).toHaveLength(1);
      if (expectedValidationErr !== undefined) expect(failures[0]).toContain(expectedValidationErr);
      if (expectedRemainingBudget !== undefined) expect(costBudget - cost).toBe(expectedRemainingBudget);
    });
  },
);

it.each(upstreamCases.ratcheting)(
  "TestRatcheting, $name",
  ({ schema, oldObj, newObj, errors = [], warnings = [], runtimeCostBudget: budget = runtimeCostBudget }) => {
    const causes = new Causes();
    const ratcheted = new Causes();
    const validate = compileRuleValidator(schema, false, ruleTools);
    const ratchet = { correlated: new CorrelatedValue(newObj, oldObj, schema), causes: ratcheted };
    atOnce(validate?.({ value: newObj, old: oldObj, path: "root", ratchet, budget }, causes));
    expect(causes.list).toHaveLength(errors.length);
    for (const expected of errors) {
      expect(
        texts(causes.list).some((failure) => failure.includes(expected)),
        expected,
      ).toBe(true);
    }
    expect(texts(ratcheted.list).toSorted()).toEqual(warnings.toSorted());
  },
);

it("upstream's tables are read", ({ skip }) => {
  if (!hasUpstreamCases) return skip("ENGENHO_UPSTREAM_RULES names no file");
  expect(upstreamCases.expressions).not.toEqual([]);
});
