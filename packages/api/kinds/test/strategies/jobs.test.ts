import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent } from "./attempts.js";
import { job } from "./job-objects.js";

describe("Job", () => {
  it("selects its Pods by its own UID", async () => {
    const { spec, metadata, status } = await created(job());
    const { uid } = metadata as { uid: string };
    const { selector, template, ...rest } = spec as { selector: Sent; template: { metadata: Sent } };
    expect(selector).toEqual({ matchLabels: { "batch.kubernetes.io/controller-uid": uid } });
    expect(template.metadata.labels).toEqual({
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": "one",
      "controller-uid": uid,
      "job-name": "one",
    });
    expect(rest).toEqual({
      backoffLimit: 6,
      completionMode: "NonIndexed",
      completions: 1,
      manualSelector: false,
      parallelism: 1,
      podReplacementPolicy: "TerminatingOrFailed",
      suspend: false,
    });
    expect(status).toEqual({});
  });

  it("with manualSelector uses its own selector", async () => {
    const template = {
      metadata: { labels: { app: "one" } },
      spec: { containers: [{ name: "main", image: "busybox:1" }], restartPolicy: "Never" },
    };
    const selector = { matchLabels: { app: "one" } };
    expect(((await created(job({ manualSelector: true, selector, template }))).spec as Sent).selector).toEqual(
      selector,
    );
    expect(await createProblems(job({ manualSelector: true }))).toEqual([
      "spec.selector: Required value",
      "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`",
    ]);
  });

  it.each<[string, Sent, Sent, readonly string[]]>([
    [
      "spec.template.spec.restartPolicy",
      {},
      { restartPolicy: "Always" },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      "spec.completions of an Indexed one",
      { completionMode: "Indexed", parallelism: 2 },
      {},
      ["spec.completions: Required value: when completion mode is Indexed"],
    ],
    [
      "spec.completionMode",
      { completionMode: "Random" },
      {},
      ['spec.completionMode: Unsupported value: "Random": supported values: "NonIndexed", "Indexed"'],
    ],
    [
      "spec.backoffLimit",
      { backoffLimit: -1 },
      {},
      ["spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"],
    ],
    [
      "spec.maxFailedIndexes",
      { completionMode: "Indexed", completions: 2, maxFailedIndexes: 1 },
      {},
      ["spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified"],
    ],
    ["spec.managedBy is a path below a domain", { managedBy: "example.com/jobs" }, {}, []],
    ["spec.managedBy", { managedBy: "" }, {}, ["spec.managedBy: Required value"]],
    [
      "spec.managedBy without a domain",
      { managedBy: "jobs" },
      {},
      ['spec.managedBy: Invalid value: "jobs": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      "spec.managedBy of more than 63 bytes",
      { managedBy: `example.com/${"a".repeat(52)}` },
      {},
      ["spec.managedBy: Too long: may not be more than 63 bytes"],
    ],
    [
      "spec.parallelism of an Indexed one",
      { completionMode: "Indexed", completions: 1, parallelism: 100_001 },
      {},
      ["spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed"],
    ],
    [
      "spec.maxFailedIndexes are no more than there are",
      { completionMode: "Indexed", completions: 2, maxFailedIndexes: 3, backoffLimitPerIndex: 1 },
      {},
      ["spec.maxFailedIndexes: Invalid value: 3: must be less than or equal to completions"],
    ],
    [
      "spec.maxFailedIndexes of many completions",
      { completionMode: "Indexed", completions: 100_001, backoffLimitPerIndex: 1 },
      {},
      ["spec.maxFailedIndexes: Required value: must be specified when completions is above 100000"],
    ],
    [
      "spec.maxFailedIndexes and spec.parallelism of many completions",
      {
        completionMode: "Indexed",
        completions: 200_000,
        parallelism: 10_001,
        maxFailedIndexes: 100_001,
        backoffLimitPerIndex: 1,
      },
      {},
      [
        "spec.maxFailedIndexes: Invalid value: 100001: must be less than or equal to 100000",
        "spec.parallelism: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index",
        "spec.maxFailedIndexes: Invalid value: 100001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index",
      ],
    ],
    [
      "spec.backoffLimitPerIndex of one that is not Indexed",
      { backoffLimitPerIndex: 1, maxFailedIndexes: 1 },
      {},
      [
        "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode",
        "spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode",
      ],
    ],
    [
      "spec.podReplacementPolicy",
      { podReplacementPolicy: "Never" },
      {},
      ['spec.podReplacementPolicy: Unsupported value: "Never": supported values: "Failed", "TerminatingOrFailed"'],
    ],
    [
      "spec.podReplacementPolicy beside a failure policy",
      {
        podReplacementPolicy: "TerminatingOrFailed",
        podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] }] },
      },
      {},
      ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"'],
    ],
    [
      "spec.podFailurePolicy needs Pods that do not restart",
      { podFailurePolicy: { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [0] } }] } },
      { restartPolicy: "OnFailure" },
      [
        "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator",
        'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
      ],
    ],
  ])("%s", async (_title, spec, podSpec, expected) => {
    expect(await createProblems(job(spec, podSpec))).toEqual(expected);
  });

  it("its generated labels must not be set by the user", async () => {
    const template = { metadata: { labels: { "job-name": "two" } }, spec: { containers: [], restartPolicy: "Never" } };
    const problems = await createProblems(job({ template }));
    expect(problems[0]).toMatch(
      /^spec\.template\.metadata\.labels\[job-name\]: Invalid value: \{.*"job-name":"two".*\}: must be 'one'$/,
    );
  });

  it("its selector must not be set by the user", async () => {
    const selector = { matchLabels: { app: "one" } };
    const problems = await createProblems(job({ selector }));
    expect(problems[0]).toMatch(
      /^spec\.selector: Invalid value: \{"matchLabels":\{"app":"one","batch.kubernetes.io\/controller-uid":".*"\}\}: `selector` not auto-generated$/,
    );
    expect(problems[1]).toMatch(/^spec\.template\.metadata\.labels: .*: `selector` does not match template `labels`$/);
  });

  it("the hostnames of an Indexed one's Pods must fit", async () => {
    const sent = job({ completionMode: "Indexed", completions: 11 });
    const name = "a".repeat(61);
    expect(await createProblems({ ...sent, metadata: { name, namespace: "default" } })).toEqual([
      `metadata.name: Invalid value: "${name}": will not able to create pod with invalid DNS label: ${name}-10`,
    ]);
  });
});
