import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { Causes } from "../../../machinery/src/validation/causes.js";
import { atOnce } from "../../../registry/test/support/at-once.js";
import { compileRuleValidator } from "../../src/cel/index.js";
import { perCallLimit, runtimeCostBudget } from "../../src/cel/limits.js";
import { definitionStrategy } from "../../src/definition-strategy.js";
import { ruleTools } from "../../src/rule-tools.js";
import { texts, widgetDefinition } from "../widgets.js";

const stopped =
  "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ";
const outOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

function specWith(rules: readonly string[], properties: SchemaNode["properties"] = {}): SchemaNode {
  return {
    type: "object",
    properties,
    "x-kubernetes-validations": rules.map((rule) => ({ rule })),
  };
}

/** The errors of a new definition with this spec. */
function created(spec: SchemaNode): readonly string[] {
  const definition = widgetDefinition({ type: "object", properties: { spec } });
  return texts(definitionStrategy.validateCreate?.({ ...definition, status: { storedVersions: ["v1"] } } as never));
}

/** The violations of an object, and the cost of its rules. */
function check(schema: SchemaNode, value: unknown) {
  const causes = new Causes();
  const left = atOnce(
    compileRuleValidator(schema, false, ruleTools)?.({ value, old: undefined, path: "spec" }, causes) ?? 0,
  );
  return { failures: texts(causes.list), left };
}

describe("H1: a list that doubles with each step", () => {
  const doubled = `[self.l]${".map(x, x + x)".repeat(27)}`;
  const properties: SchemaNode["properties"] = {
    l: { type: "array", maxItems: 10, items: { type: "string", maxLength: 10 } },
  };

  it("is as cheap as upstream, because `+` copies no list: accepted, and evaluated in a few steps", () => {
    const spec = specWith([`${doubled}[0].size() > 100000000`], properties);
    expect(created(spec)).toEqual([]);
    const { failures, left } = check(spec, { l: ["a"] });
    expect(failures).toEqual([]);
    expect(runtimeCostBudget - left).toBeLessThan(1000);
  });

  it.each(["[0].all(x, x == 'a')", "[0].map(x, x).size() > 0"])(
    "but traversing it, which upstream's estimate does not cover, is stopped at run time: %s",
    (traversal) => {
      const rule = `${doubled}${traversal}`;
      const spec = specWith([rule], properties);
      expect(created(spec)).toEqual([]);
      expect(check(spec, { l: ["a"] })).toEqual({
        failures: [`spec: Invalid value: "object": ${stopped}${rule}`],
        left: -1,
      });
    },
  );

  it("a string longer than any string can be is refused", () => {
    const spec = specWith([`${doubled}[0].join('').size() > 0`], properties);
    expect(check(spec, { l: ["a"] }).failures[0]).toContain("actual cost limit exceeded");
  });
});

describe("H2: work that grows faster than the value", () => {
  const rule = "self.s.split('').map(x, self.s.split('').size()).size() > 0";
  const spec = specWith([rule], { s: { type: "string" } });

  it("is refused in a definition", () => {
    expect(created(spec)[0]).toContain("estimated rule cost exceeds budget by factor of more than 100x");
  });

  it("is stopped if a stored definition has it", () => {
    expect(check(spec, { s: "a".repeat(20_000) }).failures).toEqual([
      `spec: Invalid value: "object": ${stopped}${rule}`,
    ]);
  });

  it("a rule with 20,001 terms is parsed in linear time, and costs as much as its terms", () => {
    const terms = new Array<string>(20_001).fill("has(self.s)").join(" && ");
    const found = created(specWith([terms], { s: { type: "string" } }));
    // Expressions have at most 100,000 characters.
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("expression code point size exceeds limit: size: 300011, limit 100000");
    const shorter = new Array<string>(6_600).fill("has(self.s)").join(" && ");
    expect(created(specWith([shorter], { s: { type: "string" } }))).toEqual([]);
  });
});

describe("the budget of an object", () => {
  const expensive = "self.l.all(x, self.l.all(y, x == y || x != y))";
  const list: SchemaNode = { type: "array", items: { type: "integer" } };
  const value = { l: Array.from({ length: 300 }, (_, index) => index) };

  it("is shared by its rules: those after the last affordable one are not evaluated", () => {
    const spec = specWith(new Array<string>(20).fill(expensive), { l: list });
    const { failures, left } = check(spec, value);
    expect(failures).toEqual([`spec: Invalid value: "object": ${outOfBudget}`]);
    expect(left).toBe(-1);
  });

  it("is shared by all levels, and earlier errors are reported", () => {
    const items: SchemaNode = { ...specWith([expensive, "self.n > 0"], { l: list, n: { type: "integer" } }) };
    const spec: SchemaNode = { type: "object", properties: { objects: { type: "array", items } } };
    const { failures } = check(spec, { objects: new Array(20).fill({ ...value, n: 0 }) });
    const last = failures.at(-1);
    expect(last).toMatch(/^spec\.objects\[\d+\]: Invalid value: "object": validation failed due to running out of/);
    expect(failures.slice(0, -1).every((failure) => failure.endsWith("failed rule: self.n > 0"))).toBe(true);
    expect(failures.length).toBeLessThan(20);
  });

  it("an evaluation that exceeds its limit ends validation", () => {
    const spec = specWith([expensive, "false"], { l: list });
    const tooLong = { l: Array.from({ length: 1000 }, (_, index) => index) };
    expect(check(spec, tooLong).failures).toEqual([`spec: Invalid value: "object": ${stopped}${expensive}`]);
  });

  const messages = "self.l.all(x, self.l.all(y, x == y || x != y)) ? 'many' : 'few'";
  const wordy = (count: number): SchemaNode => ({
    type: "object",
    properties: { l: list },
    "x-kubernetes-validations": new Array(count).fill({ rule: "self.l.size() < 1", messageExpression: messages }),
  });

  it("includes messages", () => {
    const { failures, left } = check(wordy(20), value);
    const outOfMessages =
      "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run";
    expect(failures.slice(0, -1).every((failure) => failure === 'spec: Invalid value: "object": many')).toBe(true);
    expect(failures.at(-1)).toBe(`spec: Invalid value: "object": ${outOfMessages}`);
    expect(failures.length).toBeLessThan(20);
    expect(left).toBe(-1);
  });

  it("a message that exceeds its limit ends validation", () => {
    const tooLong = { l: Array.from({ length: 1000 }, (_, index) => index) };
    const told = "no further validation rules will be run due to call cost exceeds limit for messageExpression: ";
    expect(check(wordy(2), tooLong)).toEqual({
      failures: [`spec: Invalid value: "object": ${told}"${messages}"`],
      left: -1,
    });
  });

  it("conformance 'runtime cost limit': the cost of a rule matches upstream's numbers", () => {
    const spec = specWith(["self.l.all(x, x >= 0)"], { l: list });
    // 1 for self, 1 for l, and 5 per element: two selections, the comparison, the condition and the step.
    expect(runtimeCostBudget - check(spec, value).left).toBe(2 + 300 * 5 + 1);
    expect(perCallLimit).toBeLessThan(runtimeCostBudget);
  });
});
