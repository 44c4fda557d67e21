import { systemClock } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { atOnce } from "../../../registry/test/support/at-once.js";
import { jobStrategy } from "../../src/batch/job/strategy.js";
import { type Sent, updateProblems } from "./attempts.js";
import { job } from "./job-objects.js";

const started = "2024-01-01T00:00:00Z";
const ended = "2024-01-01T00:10:00Z";
const earlier = "2023-12-31T00:00:00Z";

const conditions = (...types: readonly string[]) => types.map((type) => ({ type, status: "True" }));
const complete = {
  startTime: started,
  completionTime: ended,
  conditions: conditions("SuccessCriteriaMet", "Complete"),
};
const failed = { startTime: started, conditions: conditions("FailureTarget", "Failed") };
const indexed = { completionMode: "Indexed", completions: 10, parallelism: 3 };

/** The errors of a status that follows another one. */
function problems(before: Sent, after: Sent, spec: Sent = {}): readonly string[] {
  const current = { ...job({ completions: 1, parallelism: 1, ...spec }), status: before };
  const next = { ...current, status: after };
  const causes = atOnce(
    jobStrategy.validateStatusUpdate?.(next as never, current as never, () => {}, systemClock) ?? [],
  );
  return causes.map(({ field, message }) => `${field}: ${message}`);
}

describe("A new status of a Job", () => {
  it("is validated by a write of /status", async () => {
    const change = (stored: Sent) => ({ ...stored, status: { active: -1 } });
    expect(await updateProblems(job(), change, "status")).toEqual([
      "status.active: Invalid value: -1: must be greater than or equal to 0",
    ]);
  });

  it.each<[string, Sent, Sent, Sent]>([
    ["empty", {}, {}, {}],
    ["of a running Job", {}, { startTime: started, active: 2, ready: 1 }, {}],
    ["of a complete Job", { startTime: started, active: 1 }, complete, {}],
    ["of a failed Job", { startTime: started, active: 1 }, failed, {}],
    ["of a suspended Job", { startTime: started }, {}, { suspend: true }],
    ["of Indexed ones", {}, { completedIndexes: "0-2", failedIndexes: "3" }, { ...indexed, backoffLimitPerIndex: 1 }],
    ["with a time in another zone", complete, { ...complete, startTime: "2024-01-01T01:00:00+01:00" }, {}],
    [
      "of a complete Job without work that never started",
      {},
      { completionTime: ended, conditions: complete.conditions },
      { suspend: true, completions: 0 },
    ],
  ])("is valid: %s", (_title, before, after, spec) => {
    expect(problems(before, after, spec)).toEqual([]);
  });

  it.each<[string, Sent, Sent, readonly string[]]>([
    [
      "counts must not be negative",
      {},
      { active: -1, failed: -2, ready: -4, terminating: -5 },
      [
        "status.active: Invalid value: -1: must be greater than or equal to 0",
        "status.failed: Invalid value: -2: must be greater than or equal to 0",
        "status.ready: Invalid value: -4: must be greater than or equal to 0",
        "status.terminating: Invalid value: -5: must be greater than or equal to 0",
        "status.failed: Invalid value: -2: cannot decrease the failed counter",
      ],
    ],
    [
      "uncounted Pods must be unique",
      {},
      { uncountedTerminatedPods: { succeeded: ["a", ""], failed: ["a", "b"] } },
      [
        'status.uncountedTerminatedPods.succeeded[1]: Invalid value: "": must not be empty',
        'status.uncountedTerminatedPods.failed[0]: Duplicate value: "a"',
      ],
    ],
    [
      "Complete and Failed exclude each other",
      complete,
      { ...complete, conditions: conditions("SuccessCriteriaMet", "Complete", "Failed", "FailureTarget") },
      [
        "status.conditions: Invalid value: cannot set Complete=True and Failed=true conditions",
        "status.conditions: Invalid value: cannot set Complete=True and FailureTarget=true conditions",
        "status.conditions: Invalid value: cannot set SuccessCriteriaMet=True and Failed=true conditions",
        "status.conditions: Invalid value: cannot set SuccessCriteriaMet=True and FailureTarget=true conditions",
      ],
    ],
    [
      "a completionTime requires Complete",
      { startTime: started },
      { startTime: started, completionTime: ended },
      [
        `status.completionTime: Invalid value: "${ended}": cannot set completionTime when there is no Complete=True condition`,
      ],
    ],
    [
      "Complete needs a completion, a start and SuccessCriteriaMet",
      {},
      { conditions: conditions("Complete") },
      [
        "status.completionTime: Required value: completionTime is required for Complete jobs",
        "status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition",
        "status.startTime: Required value: startTime is required for finished job",
      ],
    ],
    [
      "the completionTime must follow the startTime",
      { startTime: started },
      { ...complete, completionTime: earlier },
      [`status.completionTime: Invalid value: "${earlier}": completionTime cannot be set before startTime`],
    ],
    [
      "Failed needs FailureTarget",
      { startTime: started },
      { startTime: started, conditions: conditions("Failed") },
      ["status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition"],
    ],
    [
      "a finished Job must not have active Pods",
      { startTime: started, active: 1 },
      { ...complete, active: 1, terminating: 2, uncountedTerminatedPods: { failed: ["a"] } },
      [
        "status.active: Invalid value: 1: active>0 is invalid for finished job",
        'status.uncountedTerminatedPods: Invalid value: {"Succeeded":null,"Failed":["a"]}: uncountedTerminatedPods needs to be empty for finished job',
        "status.terminating: Invalid value: 2: terminating>0 is invalid for finished job",
      ],
    ],
    [
      "ready Pods must not exceed active ones",
      {},
      { active: 1, ready: 2 },
      ["status.ready: Invalid value: 2: cannot set more ready pods than active"],
    ],
    [
      "finished conditions must not be removed",
      failed,
      { startTime: started },
      [
        "status.conditions: Invalid value: cannot disable the terminal Failed=True condition",
        "status.conditions: Invalid value: cannot disable the terminal FailureTarget=True condition",
      ],
    ],
    [
      "success stays",
      { startTime: started, conditions: conditions("SuccessCriteriaMet") },
      { startTime: started },
      ["status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition"],
    ],
    [
      "SuccessCriteriaMet must precede Complete",
      { ...complete, conditions: conditions("Complete") },
      complete,
      [
        "status.conditions: Invalid value: cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions",
      ],
    ],
    [
      "counters must not decrease",
      { failed: 2, succeeded: 3 },
      { failed: 1, succeeded: 2 },
      [
        "status.failed: Invalid value: 1: cannot decrease the failed counter",
        "status.succeeded: Invalid value: 2: cannot decrease the succeeded counter",
      ],
    ],
    [
      "the completionTime is immutable",
      complete,
      { ...complete, completionTime: "2024-01-01T00:11:00Z" },
      ['status.completionTime: Invalid value: "2024-01-01T00:11:00Z": completionTime cannot be mutated'],
    ],
    [
      "the startTime is immutable unless the Job is suspended",
      { startTime: started },
      { startTime: ended },
      ["status.startTime: Required value: startTime cannot be removed for unsuspended job"],
    ],
  ])("%s", (_title, before, after, expected) => {
    expect(problems(before, after)).toEqual(expected);
  });

  it.each<[string, Sent, Sent, readonly string[]]>([
    [
      "their text must be valid",
      { ...indexed, backoffLimitPerIndex: 1 },
      { completedIndexes: "1,x", failedIndexes: "10" },
      [
        'status.completedIndexes: Invalid value: "1,x": error parsing completedIndexes: cannot convert string to integer for index: "x"',
        'status.failedIndexes: Invalid value: "10": error parsing failedIndexes: too large index: "10"',
      ],
    ],
    [
      "Jobs that are not Indexed have none",
      {},
      { completedIndexes: "0", failedIndexes: "" },
      [
        'status.completedIndexes: Invalid value: "0": cannot set non-empty completedIndexes when non-indexed completion mode',
        'status.failedIndexes: Invalid value: "": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
      ],
    ],
    [
      "none may be both completed and failed",
      { ...indexed, backoffLimitPerIndex: 1 },
      { completedIndexes: "1-3", failedIndexes: "3" },
      ['status.failedIndexes: Invalid value: "3": failedIndexes and completedIndexes overlap at index: 3'],
    ],
  ])("indexes: %s", (_title, spec, after, expected) => {
    expect(problems({}, after, spec)).toEqual(expected);
  });

  it("may stay invalid where this write does not change it", () => {
    const before = {
      active: 1,
      ready: 5,
      terminating: 1,
      completedIndexes: "x",
      completionTime: earlier,
      conditions: conditions("Complete", "Failed"),
    };
    expect(problems(before, before)).toEqual([]);
  });

  it("of an Indexed Job with equal parallelism and completions may count less after scaling down", () => {
    const elastic = { ...indexed, parallelism: 10 };
    expect(problems({ succeeded: 3 }, { succeeded: 2 }, elastic)).toEqual([]);
  });

  it("with a successPolicy may only be complete by its criteria", () => {
    const before = { ...complete, conditions: conditions("Complete") };
    const successPolicy = { rules: [{ succeededCount: 1 }] };
    expect(problems(before, before, { ...indexed, successPolicy })).toEqual([
      "status.conditions: Invalid value: cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True",
    ]);
  });
});
