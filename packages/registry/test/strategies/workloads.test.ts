import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updated, updateProblems, withSpec, workload } from "./attempts.js";

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
const controller = (spec: Sent = {}): Sent => ({
  ...workload("ReplicationController", spec),
  apiVersion: "v1",
});

describe("StatefulSet", () => {
  it("has the defaults of apps/v1", async () => {
    const { spec, status } = await created(workload("StatefulSet", { serviceName: "one" }));
    const { template: _template, ...rest } = spec as Sent;
    expect(rest).toEqual({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      podManagementPolicy: "OrderedReady",
      replicas: 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: "one" } },
      serviceName: "one",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
    });
    expect(status).toEqual({ availableReplicas: 0, replicas: 0 });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "spec.podManagementPolicy",
      { podManagementPolicy: "Random" },
      [`spec.podManagementPolicy: Invalid value: "Random": must be 'OrderedReady' or 'Parallel'`],
    ],
    [
      "spec.updateStrategy.rollingUpdate",
      { updateStrategy: { type: "OnDelete", rollingUpdate: { partition: 1 } } },
      [
        `spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy 'RollingUpdate'`,
      ],
    ],
    [
      "spec.selector",
      { selector: {} },
      ["spec.selector: Invalid value: {}: empty selector is invalid for statefulset"],
    ],
    ["spec.replicas", { replicas: -1 }, ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"]],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(workload("StatefulSet", { serviceName: "one", ...spec }))).toEqual(expected);
  });

  it("spec: only some fields may change", async () => {
    const change = (spec: Sent) =>
      updateProblems(workload("StatefulSet", { serviceName: "one" }), (stored) => withSpec(stored, spec));
    expect(await change({ serviceName: "two" })).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]);
    expect(await change({ replicas: 3, minReadySeconds: 1, revisionHistoryLimit: 2 })).toEqual([]);
  });
});

describe("DaemonSet", () => {
  it("has the defaults of apps/v1, and the number of its template", async () => {
    const { spec, status, metadata } = await created(workload("DaemonSet"));
    expect((spec as Sent).updateStrategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
    });
    expect((spec as Sent).revisionHistoryLimit).toBe(10);
    expect(status).toEqual({
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
    });
    expect((metadata as Sent).annotations).toEqual({ "deprecated.daemonset.template.generation": "1" });
  });

  it("a new template has a new number", async () => {
    const { after } = await updated(workload("DaemonSet"), (stored) =>
      withSpec(stored, {
        template: {
          metadata: { labels: { app: "one" } },
          spec: { containers: [{ name: "main", image: "nginx:2" }] },
        },
      }),
    );
    expect(after.metadata).toMatchObject({
      generation: 2,
      annotations: { "deprecated.daemonset.template.generation": "2" },
    });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "one of the two gives",
      { maxSurge: 1, maxUnavailable: 1 },
      ["spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero"],
    ],
    [
      "but one of them does",
      { maxSurge: 0, maxUnavailable: 0 },
      ["spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"],
    ],
  ])("spec.updateStrategy.rollingUpdate: %s", async (_title, rollingUpdate, expected) => {
    const updateStrategy = { type: "RollingUpdate", rollingUpdate };
    expect(await createProblems(workload("DaemonSet", { updateStrategy }))).toEqual(expected);
  });

  it("spec.selector is immutable", async () => {
    const problems = await updateProblems(workload("DaemonSet"), (stored) =>
      withSpec(stored, { selector: { matchLabels: { app: "two" } } }),
    );
    expect(problems).toContain('spec.selector: Invalid value: {"matchLabels":{"app":"two"}}: field is immutable');
  });
});

describe("ReplicationController", () => {
  it("has the selector and labels of its template where it has none", async () => {
    const { spec, metadata, status } = await created(controller({ selector: undefined }));
    expect((spec as Sent).selector).toEqual({ app: "one" });
    expect((metadata as Sent).labels).toEqual({ app: "one" });
    expect(status).toEqual({ replicas: 0 });
  });

  it("spec.selector selects the template, and may change", async () => {
    expect(await createProblems(controller({ selector: { app: "two" } }))).toEqual([
      'spec.template.metadata.labels: Invalid value: {"app":"one"}: `selector` does not match template `labels`',
    ]);
    const selector = { app: "one", tier: "web" };
    const template = { metadata: { labels: selector }, spec: { containers: [{ name: "main", image: "nginx:1" }] } };
    const problems = await updateProblems(controller({ selector: { app: "one" } }), (stored) =>
      withSpec(stored, { selector, template }),
    );
    expect(problems).toEqual([]);
  });
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
