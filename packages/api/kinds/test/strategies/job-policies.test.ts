import { describe, expect, it } from "vitest";
import { createProblems, type Sent } from "./attempts.js";
import { job } from "./job-objects.js";

const many = <T>(count: number, item: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => item(i));
const onPodConditions = [{ type: "DisruptionTarget" }];
const exitCodes = (onExitCodes: Sent): Sent => ({ action: "FailJob", onExitCodes });

describe("A Job's podFailurePolicy", () => {
  const path = "spec.podFailurePolicy.rules";

  it.each<[string, readonly Sent[], readonly string[]]>([
    [
      "may name a container of the template",
      [exitCodes({ operator: "In", values: [1, 2], containerName: "main" })],
      [],
    ],
    [
      "has at most 20 rules",
      many(21, () => ({ action: "Count", onPodConditions })),
      [`${path}: Too many: 21: must have at most 20 items`],
    ],
    [
      "must have an action",
      [{ onPodConditions }],
      [`${path}[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]`],
    ],
    [
      "must have a known action",
      [{ action: "Restart", onPodConditions }],
      [`${path}[0].action: Unsupported value: "Restart": supported values: "Count", "FailIndex", "FailJob", "Ignore"`],
    ],
    [
      "must not use FailIndex without backoffLimitPerIndex",
      [{ action: "FailIndex" }],
      [
        `${path}[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set`,
        `${path}[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`,
      ],
    ],
    [
      "must have either onExitCodes or onPodConditions",
      [{ ...exitCodes({ operator: "NotIn", values: [0] }), onPodConditions }],
      [`${path}[0]: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported`],
    ],
    [
      "must have an operator, a known container and values",
      [exitCodes({ containerName: "other" })],
      [
        `${path}[0].onExitCodes.operator: Required value: valid values: ["In" "NotIn"]`,
        `${path}[0].onExitCodes.containerName: Invalid value: "other": must be one of the container or initContainer names in the pod template`,
        `${path}[0].onExitCodes.values: Invalid value: null: at least one value is required`,
      ],
    ],
    [
      "must have a known operator",
      [exitCodes({ operator: "Is", values: [] })],
      [
        `${path}[0].onExitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"`,
        `${path}[0].onExitCodes.values: Invalid value: []: at least one value is required`,
      ],
    ],
    [
      "has at most 255 exit codes",
      [exitCodes({ operator: "In", values: many(256, (index) => index + 1) })],
      [`${path}[0].onExitCodes.values: Too many: 256: must have at most 255 items`],
    ],
    [
      "must have sorted, unique, non-zero exit codes",
      [exitCodes({ operator: "In", values: [3, 0, 0] })],
      [
        `${path}[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator`,
        `${path}[0].onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator`,
        `${path}[0].onExitCodes.values[2]: Duplicate value: 0`,
        `${path}[0].onExitCodes.values: Invalid value: [3,0,0]: must be ordered`,
      ],
    ],
    [
      "must have conditions with status True, False or Unknown",
      [{ action: "Ignore", onPodConditions: [{ type: "Ready", status: "Maybe" }] }],
      [
        `${path}[0].onPodConditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"`,
      ],
    ],
    [
      "has at most 20 conditions",
      [{ action: "Ignore", onPodConditions: many(21, () => ({ type: "Ready" })) }],
      [`${path}[0].onPodConditions: Too many: 21: must have at most 20 items`],
    ],
  ])("%s", async (_title, rules, expected) => {
    expect(await createProblems(job({ podFailurePolicy: { rules } }))).toEqual(expected);
  });

  it("must have conditions with a type", async () => {
    const rules = [{ action: "Ignore", onPodConditions: [{}] }];
    expect((await createProblems(job({ podFailurePolicy: { rules } })))[0]).toBe(
      `${path}[0].onPodConditions[0].type: Invalid value: "": name part must be non-empty`,
    );
  });
});

describe("A Job's successPolicy", () => {
  const path = "spec.successPolicy.rules";
  const indexed = { completionMode: "Indexed", completions: 10 };

  it.each<[string, readonly Sent[], readonly string[]]>([
    [
      "may have a count, indexes or both",
      [{ succeededCount: 1 }, { succeededIndexes: "0,2-4", succeededCount: 4 }],
      [],
    ],
    [
      "must have a rule",
      [],
      [`${path}: Required value: at least one rules must be specified when the successPolicy is specified`],
    ],
    [
      "has at most 20 rules",
      many(21, () => ({ succeededCount: 1 })),
      [`${path}: Too many: 21: must have at most 20 items`],
    ],
    [
      "must not have empty rules",
      [{}],
      [`${path}[0]: Required value: at least one of succeededCount or succeededIndexes must be specified`],
    ],
    [
      "must have existing indexes",
      [{ succeededIndexes: "1,10" }],
      [`${path}[0].succeededIndexes: Invalid value: "1,10": error parsing succeededIndexes: too large index: "10"`],
    ],
    [
      "must not require more than completions",
      [{ succeededCount: 11 }, { succeededCount: -1 }],
      [
        `${path}[0].succeededCount: Invalid value: 11: must be less than or equal to 10 (the number of specified completions)`,
        `${path}[1].succeededCount: Invalid value: -1: must be greater than or equal to 0`,
      ],
    ],
    [
      "must not require more than its indexes",
      [{ succeededIndexes: "1-3", succeededCount: 4 }],
      [
        `${path}[0].succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of indexes in the specified succeededIndexes field)`,
      ],
    ],
  ])("%s", async (_title, rules, expected) => {
    expect(await createProblems(job({ ...indexed, successPolicy: { rules } }))).toEqual(expected);
  });

  it("must have indexes of at most 64 KiB", async () => {
    const rules = [{ succeededIndexes: `${"0".repeat(64 * 1024)}1` }];
    expect(await createProblems(job({ ...indexed, successPolicy: { rules } }))).toEqual([
      `${path}[0].succeededIndexes: Too long: may not be more than 65536 bytes`,
    ]);
  });

  it("requires an Indexed Job", async () => {
    const successPolicy = { rules: [{ succeededIndexes: "0" }] };
    expect(await createProblems(job({ successPolicy }))).toEqual([
      'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":"0","SucceededCount":null}]}: requires indexed completion mode',
    ]);
  });
});
