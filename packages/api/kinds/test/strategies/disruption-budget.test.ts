import { describe, expect, it } from "vitest";
import { createProblems, type Sent, updateProblems, withSpec } from "./attempts.js";

const budget = (spec: Sent): Sent => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "one", namespace: "default" },
  spec,
});
const percentFault =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

describe("A PodDisruptionBudget", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["may be empty", {}, []],
    [
      "must have a number or a percentage",
      { minAvailable: "half" },
      [`spec.minAvailable: Invalid value: "half": ${percentFault}`],
    ],
    [
      "must not be negative",
      { maxUnavailable: -1 },
      ["spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0"],
    ],
    [
      "must be at most 100%",
      { minAvailable: "101%" },
      ['spec.minAvailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    [
      "must have a valid selector",
      { selector: { matchExpressions: [{ key: "a", operator: "Is" }] } },
      ['spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator'],
    ],
    [
      "must not have an empty policy",
      { unhealthyPodEvictionPolicy: "" },
      ['spec.unhealthyPodEvictionPolicy: Unsupported value: "": supported values: "AlwaysAllow", "IfHealthyBudget"'],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(budget(spec))).toEqual(expected);
    expect(await updateProblems(budget({}), (stored) => withSpec(stored, spec))).toEqual(expected);
  });

  it("has a status of conditions and counts", async () => {
    const status = {
      conditions: [{ type: "DisruptionAllowed", status: "Maybe", reason: "a", message: "", lastTransitionTime: null }],
      disruptionsAllowed: -1,
      currentHealthy: -2,
      desiredHealthy: -3,
      expectedPods: -4,
    };
    expect(await updateProblems(budget({}), (stored) => ({ ...stored, status }), "status")).toEqual([
      'status.conditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
      "status.conditions[0].lastTransitionTime: Required value",
      "status.disruptionsAllowed: Invalid value: -1: must be greater than or equal to 0",
      "status.currentHealthy: Invalid value: -2: must be greater than or equal to 0",
      "status.desiredHealthy: Invalid value: -3: must be greater than or equal to 0",
      "status.expectedPods: Invalid value: -4: must be greater than or equal to 0",
    ]);
  });
});
