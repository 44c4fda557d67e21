import { describe, expect, it } from "vitest";
import { compileLabelSelector, type LabelSelector } from "../../src/index.js";

const labels = { app: "web", tier: "front" };

describe("compileLabelSelector", () => {
  it.each<[string, LabelSelector | undefined | null, boolean]>([
    ["undefined selects nothing", undefined, false],
    ["null selects nothing", null, false],
    ["{} selects everything", {}, true],
    ["matchLabels", { matchLabels: { app: "web" } }, true],
    ["all matchLabels must hold", { matchLabels: { app: "web", tier: "back" } }, false],
    ["In", { matchExpressions: [{ key: "app", operator: "In", values: ["db", "web"] }] }, true],
    ["In, one value", { matchExpressions: [{ key: "app", operator: "In", values: ["db"] }] }, false],
    ["NotIn", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, false],
    [
      "NotIn matches if the key is absent",
      { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] },
      true,
    ],
    ["Exists", { matchExpressions: [{ key: "tier", operator: "Exists" }] }, true],
    ["DoesNotExist", { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }, false],
    [
      "labels and expressions are ANDed",
      { matchLabels: { app: "web" }, matchExpressions: [{ key: "zone", operator: "Exists" }] },
      false,
    ],
    ["inherited property names are not labels", { matchExpressions: [{ key: "toString", operator: "Exists" }] }, false],
  ])("CM-20: %s", (_, selector, matches) => {
    expect(compileLabelSelector(selector).matches(labels)).toBe(matches);
  });

  it("CM-20: absent labels are treated as empty", () => {
    expect(compileLabelSelector({}).matches(undefined)).toBe(true);
    expect(compileLabelSelector({ matchLabels: { a: "b" } }).matches(undefined)).toBe(false);
  });

  it("lists the equalities that every match has", () => {
    const matcher = compileLabelSelector({
      matchLabels: { app: "web" },
      matchExpressions: [
        { key: "tier", operator: "In", values: ["front"] },
        { key: "zone", operator: "In", values: ["a", "b"] },
      ],
    });
    expect(matcher.equalities).toEqual([
      ["app", "web"],
      ["tier", "front"],
    ]);
    expect(compileLabelSelector({}).selectsEverything).toBe(true);
    expect(matcher.selectsEverything).toBe(false);
  });

  it.each<[LabelSelector, RegExp]>([
    [{ matchExpressions: [{ key: "a", operator: "Near" }] }, /"Near" is not a valid label selector operator/],
    [{ matchExpressions: [{ key: "a", operator: "In" }] }, /values set can't be empty/],
    [{ matchExpressions: [{ key: "a", operator: "Exists", values: ["x"] }] }, /values set must be empty/],
    [{ matchExpressions: [{ key: "", operator: "Exists" }] }, /must not be empty/],
  ])("CM-20: refuses %j", (selector, message) => {
    expect(() => compileLabelSelector(selector)).toThrow(message);
  });
});
