import { describe, expect, it } from "vitest";
import { createProblems, type Sent, updateProblems } from "./attempts.js";

const priorityClass = (rest: Sent, name = "one"): Sent => ({
  apiVersion: "scheduling.k8s.io/v1",
  kind: "PriorityClass",
  metadata: { name },
  ...rest,
});
const reserved =
  "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: ";

describe("A PriorityClass", () => {
  it.each<[string, Sent, string, readonly string[]]>([
    ["may be up to a billion", { value: 1_000_000_000 }, "one", []],
    ["may be a system class", { value: 2_000_000_000 }, "system-cluster-critical", []],
    [
      "with a system prefix must be known",
      { value: 1 },
      "system-mine",
      [`${reserved}system-mine is not a known system priority class`],
    ],
    [
      "of the system must have its value",
      { value: 1 },
      "system-node-critical",
      [`${reserved}value of system-node-critical PriorityClass must be 2000001000`],
    ],
    [
      "of the system must not be the global default",
      { value: 2_000_000_000, globalDefault: true },
      "system-cluster-critical",
      [`${reserved}globalDefault of system-cluster-critical PriorityClass must be false`],
    ],
    [
      "must not have an empty preemptionPolicy",
      { value: 1, preemptionPolicy: "" },
      "one",
      ["preemptionPolicy: Required value"],
    ],
    [
      "must have a known preemptionPolicy",
      { value: 1, preemptionPolicy: "Always" },
      "one",
      ['preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"'],
    ],
  ])("%s", async (_title, rest, name, expected) => {
    expect(await createProblems(priorityClass(rest, name))).toEqual(expected);
  });

  it("cannot change its value and preemptionPolicy", async () => {
    const change = (stored: Sent) => ({ ...stored, value: 2, preemptionPolicy: "Never", globalDefault: true });
    expect(await updateProblems(priorityClass({ value: 1 }), change)).toEqual([
      "value: Forbidden: may not be changed in an update.",
      'preemptionPolicy: Invalid value: "Never": field is immutable',
    ]);
  });
});
