import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updateProblems, withSpec } from "./attempts.js";

const jobSpec = (rest: Sent = {}, podSpec: Sent = {}): Sent => ({
  template: { spec: { containers: [{ name: "main", image: "busybox:1" }], restartPolicy: "Never", ...podSpec } },
  ...rest,
});
const job = (rest: Sent = {}, podSpec: Sent = {}): Sent => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "one", namespace: "default" },
  spec: jobSpec(rest, podSpec),
});
const cronJob = (rest: Sent = {}): Sent => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "one", namespace: "default" },
  spec: { schedule: "*/5 * * * *", jobTemplate: { spec: jobSpec() }, ...rest },
});

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

  it("with manualSelector brings its selector", async () => {
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

  it.each<[string, Sent, Sent, readonly string[]]>([
    ["spec.parallelism may change", {}, { parallelism: 3 }, []],
    ["spec.completions may not", {}, { completions: 3 }, ["spec.completions: Invalid value: 3: field is immutable"]],
    [
      "spec.completions of an Indexed Job may, with its parallelism",
      { completionMode: "Indexed", completions: 2, parallelism: 2 },
      { completions: 3, parallelism: 3 },
      [],
    ],
  ])("%s", async (_title, spec, change, expected) => {
    expect(await updateProblems(job(spec), (stored) => withSpec(stored, change))).toEqual(expected);
  });

  it("spec.template is immutable, but where a suspended Job will run", async () => {
    const nodes = (stored: Sent) => {
      const { template } = stored.spec as { template: { spec: Sent } };
      return withSpec(stored, { template: { ...template, spec: { ...template.spec, nodeSelector: { a: "b" } } } });
    };
    expect(await updateProblems(job({ suspend: true }), nodes)).toEqual([]);
    const [problem] = await updateProblems(job(), nodes);
    expect(problem).toMatch(/^spec\.template: Invalid value: .*: field is immutable$/);
  });
});

describe("CronJob", () => {
  it("has the defaults of batch/v1", async () => {
    const { spec } = await created(cronJob());
    const { jobTemplate: _template, ...rest } = spec as Sent;
    expect(rest).toEqual({
      concurrencyPolicy: "Allow",
      failedJobsHistoryLimit: 1,
      schedule: "*/5 * * * *",
      successfulJobsHistoryLimit: 3,
      suspend: false,
    });
  });

  it.each(["* * * * *", "0 9-17/2 * jan,jul mon-fri", "@hourly", "@every 1h30m", "? 0 1 1 0"])(
    "takes the schedule %s",
    async (schedule) => {
      expect(await createProblems(cronJob({ schedule }))).toEqual([]);
    },
  );

  it.each([
    ["", "spec.schedule: Required value"],
    ["* * * *", 'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]'],
    ["60 * * * *", 'spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60'],
    ["*/0 * * * *", 'spec.schedule: Invalid value: "*/0 * * * *": step of range should be a positive number: */0'],
    ["@often", 'spec.schedule: Invalid value: "@often": unrecognized descriptor: @often'],
    [
      "TZ=UTC * * * * *",
      'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
  ])("refuses the schedule %j", async (schedule, expected) => {
    expect(await createProblems(cronJob({ schedule }))).toEqual([expected]);
  });

  it.each<[Sent, readonly string[]]>([
    [{ timeZone: "Europe/Lisbon" }, []],
    [{ timeZone: "Nowhere" }, ['spec.timeZone: Invalid value: "Nowhere": unknown time zone Nowhere']],
    [
      { concurrencyPolicy: "Maybe" },
      ['spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"'],
    ],
  ])("%j", async (spec, expected) => {
    expect(await createProblems(cronJob(spec))).toEqual(expected);
  });

  it("metadata.name leaves room for its Jobs' suffix", async () => {
    const name = "a".repeat(53);
    expect(await createProblems({ ...cronJob(), metadata: { name, namespace: "default" } })).toEqual([
      `metadata.name: Invalid value: "${name}": must be no more than 52 characters`,
    ]);
  });
});
