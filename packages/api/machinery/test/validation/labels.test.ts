import { describe, expect, it } from "vitest";
import { Causes } from "../../src/validation/causes.js";
import { checkLabelSelector, labelSelectorHasInvalidValues } from "../../src/validation/labels.js";

describe("a selector of labels", () => {
  it.each([
    ["absent", undefined, false],
    ["with values that are some", { matchExpressions: [{ key: "a", operator: "In", values: ["b", ""] }] }, false],
    ["with a value that is none", { matchExpressions: [{ key: "a", operator: "In", values: ["b", "c d"] }] }, true],
    ["with other faults", { matchExpressions: [{ key: "a b", operator: "Is" }], matchLabels: { a: "c d" } }, false],
  ])("%s: has values that are none: %j", (_title, selector, expected) => {
    expect(labelSelectorHasInvalidValues(selector as never)).toBe(expected);
  });

  it("may keep such values, and nothing else that is wrong", () => {
    const causes = new Causes();
    const selector = { matchExpressions: [{ key: "a", operator: "Is", values: ["c d"] }], matchLabels: { a: "c d" } };
    checkLabelSelector(selector, "selector", causes, { invalidValues: true });
    expect(causes.list.map(({ field }) => field)).toEqual([
      "selector.matchLabels",
      "selector.matchExpressions[0].operator",
    ]);
  });
});
