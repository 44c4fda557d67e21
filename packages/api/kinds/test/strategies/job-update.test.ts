import { describe, expect, it } from "vitest";
import { type Sent, updateProblems, withSpec } from "./attempts.js";
import { job } from "./job-objects.js";

const onPodConditions = [{ type: "DisruptionTarget" }];
const indexed = { completionMode: "Indexed", completions: 2, parallelism: 2 };

/** A Job whose Pods' spec has these fields, changed to those. */
function templateProblems(before: Sent, after: Sent, rest: Sent = { suspend: true }): Promise<readonly string[]> {
  return updateProblems(job(rest, before), (stored) => {
    const { template } = stored.spec as { template: { spec: Sent } };
    const spec = {
      ...template.spec,
      ...Object.fromEntries(Object.keys(before).map((key) => [key, undefined])),
      ...after,
    };
    return withSpec(stored, { template: { ...template, spec } });
  });
}

describe("An update of a Job", () => {
  it.each<[string, Sent, Sent, readonly string[]]>([
    ["spec.parallelism may change", {}, { parallelism: 3 }, []],
    ["spec.completions may not", {}, { completions: 3 }, ["spec.completions: Invalid value: 3: field is immutable"]],
    ["spec.completions of an Indexed Job may, with its parallelism", indexed, { completions: 3, parallelism: 3 }, []],
    [
      "spec.completions of an Indexed Job may not alone",
      indexed,
      { completions: 3 },
      ["spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism"],
    ],
    [
      "spec.completions of an Indexed Job cannot go",
      indexed,
      { completions: undefined },
      ["spec.completions: Required value: when completion mode is Indexed"],
    ],
    [
      "spec.completionMode is immutable",
      { completions: 2, parallelism: 2 },
      { completionMode: "Indexed" },
      ['spec.completionMode: Invalid value: "Indexed": field is immutable'],
    ],
    [
      "spec.podFailurePolicy is immutable",
      { podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions }] } },
      { podFailurePolicy: { rules: [{ action: "Count", onPodConditions }] } },
      [
        'spec.podFailurePolicy: Invalid value: {"Rules":[{"Action":"Count","OnExitCodes":null,"OnPodConditions":[{"Type":"DisruptionTarget","Status":"True"}]}]}: field is immutable',
      ],
    ],
    [
      "spec.podFailurePolicy cannot go",
      { podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions }] } },
      { podFailurePolicy: undefined },
      ["spec.podFailurePolicy: Invalid value: null: field is immutable"],
    ],
    [
      "spec.backoffLimitPerIndex is immutable",
      { ...indexed, backoffLimitPerIndex: 1 },
      { backoffLimitPerIndex: 2 },
      ["spec.backoffLimitPerIndex: Invalid value: 2: field is immutable"],
    ],
    [
      "spec.managedBy is immutable",
      {},
      { managedBy: "example.com/jobs" },
      ['spec.managedBy: Invalid value: "example.com/jobs": field is immutable'],
    ],
    [
      "spec.successPolicy is immutable",
      indexed,
      { successPolicy: { rules: [{ succeededCount: 1 }] } },
      [
        'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: field is immutable',
      ],
    ],
  ])("%s", async (_title, spec, change, expected) => {
    expect(await updateProblems(job(spec), (stored) => withSpec(stored, change))).toEqual(expected);
  });

  it("leaves room for the hostnames of an Indexed Job's Pods", async () => {
    const name = "a".repeat(61);
    const sent = {
      ...job({ completionMode: "Indexed", completions: 10, parallelism: 10 }),
      metadata: { name, namespace: "default" },
    };
    expect(await updateProblems(sent, (stored) => withSpec(stored, { completions: 11, parallelism: 11 }))).toEqual([
      `metadata.name: Invalid value: "${name}": will not able to create pod with invalid DNS label: ${name}-10`,
    ]);
  });

  it("prints an immutable template as upstream's Go structs", async () => {
    const [problem = ""] = await templateProblems({}, { nodeSelector: { a: "b" } }, {});
    expect(problem).toMatch(
      /^spec\.template: Invalid value: \{"labels":\{.*"Spec":\{"Volumes":null,.*: field is immutable$/,
    );
  });

  const zone = { key: "zone", operator: "In", values: ["a"] };
  const nodeAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [zone] }] },
  };
  const podAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: "zone", labelSelector: { matchLabels: { a: "b" } } },
    ],
  };

  it.each<[string, Sent, Sent, boolean]>([
    ["nodeSelector", {}, { nodeSelector: { a: "b" } }, true],
    ["tolerations", {}, { tolerations: [{ key: "a", operator: "Exists" }] }, true],
    ["schedulingGates", {}, { schedulingGates: [{ name: "example.com/gate" }] }, true],
    ["nodeAffinity where there was no affinity", {}, { affinity: { nodeAffinity } }, true],
    ["removed nodeAffinity", { affinity: { nodeAffinity } }, {}, true],
    [
      "nodeAffinity with another affinity",
      { affinity: { podAffinity } },
      { affinity: { podAffinity, nodeAffinity } },
      true,
    ],
    ["podAffinity", {}, { affinity: { podAffinity } }, false],
    ["removed podAffinity", { affinity: { podAffinity, nodeAffinity } }, { affinity: { nodeAffinity } }, false],
    ["priorityClassName", {}, { priorityClassName: "high" }, false],
  ])("the scheduling directives of a suspended Job may change: %s", async (_title, before, after, allowed) => {
    const problems = await templateProblems(before, after);
    expect(problems.map((problem) => problem.slice(0, 14))).toEqual(allowed ? [] : ["spec.template:"]);
  });

  it("must keep the labels of its Pods", async () => {
    const problems = await updateProblems(job({ suspend: true }), (stored) => {
      const { template } = stored.spec as { template: { metadata: { labels: Sent } } };
      const { "job-name": _name, ...labels } = template.metadata.labels;
      return withSpec(stored, { template: { ...template, metadata: { labels } } });
    });
    expect(problems).toEqual(["spec.template.metadata.labels[job-name]: Required value: must be 'one'"]);
  });
});
