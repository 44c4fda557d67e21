import { describe, expect, it } from "vitest";
import { atOnce } from "../../../registry/test/support/at-once.js";
import { cronJobStrategy } from "../../src/batch/cron-job/strategy.js";
import { created, createProblems, type Sent, updateProblems, withSpec } from "./attempts.js";
import { cronJob, jobSpec } from "./job-objects.js";

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

  it.each([
    ["", "spec.schedule: Required value"],
    ["* * * *", 'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]'],
    [
      "TZ=UTC * * * * *",
      'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
  ])("refuses the schedule %j", async (schedule, expected) => {
    expect(await createProblems(cronJob({ schedule }))).toEqual([expected]);
  });

  it.each<[Sent, readonly string[]]>([
    [{ timeZone: "Europe/Lisbon" }, []],
    [{ timeZone: "US/Eastern" }, []],
    [{ timeZone: "" }, ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string']],
    [{ timeZone: "Nowhere" }, ['spec.timeZone: Invalid value: "Nowhere": unknown time zone Nowhere']],
    [{ timeZone: "europe/lisbon" }, ['spec.timeZone: Invalid value: "europe/lisbon": unknown time zone europe/lisbon']],
    [{ timeZone: "+01" }, ['spec.timeZone: Invalid value: "+01": unknown time zone +01']],
    [
      { timeZone: "Europe//Lisbon" },
      ['spec.timeZone: Invalid value: "Europe//Lisbon": unknown time zone Europe//Lisbon'],
    ],
    [{ timeZone: "../UTC" }, ['spec.timeZone: Invalid value: "../UTC": unknown time zone ../UTC']],
    [
      { timeZone: "local" },
      [
        'spec.timeZone: Invalid value: "local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
        'spec.timeZone: Invalid value: "local": unknown time zone local',
      ],
    ],
    [
      { timeZone: "Local" },
      [
        'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      ],
    ],
    [
      { startingDeadlineSeconds: -1, successfulJobsHistoryLimit: -1, failedJobsHistoryLimit: -2 },
      [
        "spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0",
        "spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
        "spec.failedJobsHistoryLimit: Invalid value: -2: must be greater than or equal to 0",
      ],
    ],
    [
      {
        jobTemplate: {
          spec: jobSpec({ selector: { matchLabels: { a: "b" } }, manualSelector: true, backoffLimit: -1 }),
        },
      },
      [
        "spec.jobTemplate.spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0",
        'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated',
        'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
      ],
    ],
    [{ jobTemplate: { metadata: { labels: { "a b": "c d" } }, spec: jobSpec() } }, []],
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

  it("may be updated although its name is too long by current rules", async () => {
    const before = { ...(await created(cronJob())), metadata: { name: "a".repeat(53), namespace: "default" } };
    expect(cronJobStrategy.validateUpdate?.(before as never, before as never)).toEqual([]);
  });

  it.each<[string, Sent, readonly string[]]>([
    ["stays", {}, []],
    [
      "must not have a second one in timeZone",
      { timeZone: "UTC" },
      [
        'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use both timeZone field and TZ or CRON_TZ in schedule',
      ],
    ],
  ])("a time zone in a stored schedule %s", (_title, change, expected) => {
    const before = cronJob({ schedule: "TZ=UTC * * * * *", jobTemplate: { spec: jobSpec() } });
    const causes = atOnce(cronJobStrategy.validateUpdate?.(withSpec(before, change) as never, before as never) ?? []);
    const problems = causes.filter(({ field }) => field === "spec.schedule");
    expect(problems.map(({ field, message }) => `${field}: ${message}`)).toEqual(expected);
  });

  it("an unknown time zone may be kept, but not set", async () => {
    const before = cronJob({ timeZone: "Nowhere", concurrencyPolicy: "Allow" });
    const fieldsOf = (next: Sent) =>
      atOnce(cronJobStrategy.validateUpdate?.(next as never, before as never) ?? [])
        .map(({ field }) => field)
        .filter((field) => field === "spec.timeZone");
    expect(fieldsOf(withSpec(before, { suspend: true }))).toEqual([]);
    expect(fieldsOf(withSpec(before, { timeZone: "Elsewhere" }))).toEqual(["spec.timeZone"]);
    expect(await updateProblems(cronJob(), (stored) => withSpec(stored, { timeZone: "Nowhere" }))).toEqual([
      'spec.timeZone: Invalid value: "Nowhere": unknown time zone Nowhere',
    ]);
  });
});
