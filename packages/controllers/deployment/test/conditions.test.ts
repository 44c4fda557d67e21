import type { DeploymentCondition } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { conditionOf, withCondition, withoutCondition, withReplacedCondition } from "../src/conditions.js";

function condition(type: string, status: string, reason: string, time = "2025-01-01T00:00:00Z"): DeploymentCondition {
  return { type, status, reason, message: `at ${time}`, lastUpdateTime: time, lastTransitionTime: time };
}

const available = condition("Available", "True", "A");
const progressing = condition("Progressing", "True", "P");
const both = [progressing, available];
const later = "2025-01-01T01:00:00Z";

describe("withCondition", () => {
  it("DEP-82: keeps a condition with the same status and reason, including message and times", () => {
    expect(withCondition(both, condition("Progressing", "True", "P", later))).toBe(both);
  });

  it("DEP-82: a new reason keeps lastTransitionTime, and moves the condition to the end", () => {
    const next = condition("Progressing", "True", "Q", later);
    const expected = { ...next, lastTransitionTime: "2025-01-01T00:00:00Z" };
    expect(withCondition(both, next)).toEqual([available, expected]);
  });

  it("DEP-82: a new status sets lastTransitionTime", () => {
    const next = condition("Progressing", "False", "P", later);
    expect(withCondition(both, next)).toEqual([available, next]);
  });

  it("DEP-82: adds a missing condition", () => {
    expect(withCondition([available], progressing)).toEqual([available, progressing]);
    expect(withCondition([], progressing)).toEqual([progressing]);
  });

  it("keeps lastTransitionTime absent", () => {
    const { lastTransitionTime: _time, ...timeless } = progressing;
    const next = condition("Progressing", "True", "Q", later);
    expect(withCondition([timeless], next)[0]).not.toHaveProperty("lastTransitionTime");
  });
});

describe("withReplacedCondition", () => {
  it("DEP-83: renews lastUpdateTime even with the same status and reason", () => {
    const next = condition("Progressing", "True", "P", later);
    const expected = { ...next, lastTransitionTime: "2025-01-01T00:00:00Z" };
    expect(withReplacedCondition(both, next)).toEqual([available, expected]);
  });
});

describe("withoutCondition", () => {
  it("removes the condition, or returns the same list if there is none", () => {
    expect(withoutCondition(both, "Available")).toEqual([progressing]);
    expect(withoutCondition(both, "ReplicaFailure")).toBe(both);
    expect(conditionOf(undefined, "Available")).toBeUndefined();
  });
});
