import { describe, expect, it } from "vitest";
import { Causes } from "../../src/validation/causes.js";
import { checkLabelSelector, labelSelectorHasInvalidValues } from "../../src/validation/labels.js";

describe("a label selector", () => {
  it.each([
    ["absent", undefined, false],
    ["with valid values", { matchExpressions: [{ key: "a", operator: "In", values: ["b", ""] }] }, false],
    ["with an invalid value", { matchExpressions: [{ key: "a", operator: "In", values: ["b", "c d"] }] }, true],
    ["with other errors", { matchExpressions: [{ key: "a b", operator: "Is" }], matchLabels: { a: "c d" } }, false],
  ])("%s: has invalid values: %j", (_title, selector, expected) => {
    expect(labelSelectorHasInvalidValues(selector as never)).toBe(expected);
  });

  it("may keep such values, but no other errors", () => {
    const causes = new Causes();
    const selector = { matchExpressions: [{ key: "a", operator: "Is", values: ["c d"] }], matchLabels: { a: "c d" } };
    checkLabelSelector(selector, "selector", causes, { invalidValues: true });
    expect(causes.list.map(({ field }) => field)).toEqual([
      "selector.matchLabels",
      "selector.matchExpressions[0].operator",
    ]);
  });
});
