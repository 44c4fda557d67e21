import { describe, expect, it } from "vitest";
import { createProblems, type Sent, updateProblems } from "./attempts.js";

const at = "2024-01-01T00:00:00.000001Z";
const core = (rest: Sent = {}, namespace = "a"): Sent => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "e", namespace },
  involvedObject: { kind: "Pod", namespace: "a", name: "p" },
  ...rest,
});
const timed = { eventTime: at, action: "Start", reason: "Started", reportingInstance: "one" };
const strict = (rest: Sent = {}): Sent => ({
  apiVersion: "events.k8s.io/v1",
  kind: "Event",
  metadata: { name: "e", namespace: "a" },
  regarding: { kind: "Pod", namespace: "a", name: "p" },
  type: "Normal",
  reportingController: "example.com/starter",
  ...timed,
  ...rest,
});
const nameFault =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describe("An Event of core/v1", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["only needs a namespace", core(), []],
    ["may be of any type", core({ type: "Odd", count: 3 }), []],
    [
      "must be in the namespace of its involved object",
      core({}, "b"),
      ['involvedObject.namespace: Invalid value: "a": does not match event.namespace'],
    ],
    [
      "about a cluster-scoped object must be in default",
      core({ involvedObject: { kind: "Node", name: "n" } }, "default"),
      [],
    ],
    [
      "about a cluster-scoped object must not be elsewhere",
      core({ involvedObject: { kind: "Node", name: "n" } }, "kube-system"),
      ['involvedObject.namespace: Invalid value: "": does not match event.namespace'],
    ],
    [
      "with an eventTime about a cluster-scoped object may be in kube-system",
      core({ ...timed, reportingComponent: "a", involvedObject: { kind: "Node", name: "n" } }, "kube-system"),
      [],
    ],
    ["with an eventTime may be elsewhere", core({ ...timed, reportingComponent: "a" }, "b"), []],
    [
      "with an eventTime must have its reporter, action and reason",
      core({ eventTime: at }),
      [
        "reportingComponent: Required value",
        'reportingComponent: Invalid value: "": name part must be non-empty',
        `reportingComponent: Invalid value: "": ${nameFault}`,
        "reportingInstance: Required value",
        "action: Required value",
        "reason: Required value",
      ],
    ],
    [
      "with an eventTime must be short",
      core({
        eventTime: at,
        reportingComponent: "a",
        reportingInstance: "i".repeat(129),
        action: "a".repeat(129),
        reason: "r".repeat(129),
        message: "m".repeat(1025),
      }),
      [
        'reportingInstance: Invalid value: "": can have at most 128 characters',
        'action: Invalid value: "": can have at most 128 characters',
        'reason: Invalid value: "": can have at most 128 characters',
        'message: Invalid value: "": can have at most 1024 characters',
      ],
    ],
  ])("%s", async (_title, sent, expected) => {
    expect(await createProblems(sent)).toEqual(expected);
  });

  it("may be changed completely", async () => {
    const change = (stored: Sent) => ({
      ...stored,
      message: "other",
      count: 2,
      involvedObject: { kind: "Job", namespace: "a" },
    });
    expect(await updateProblems(core({ message: "one" }), change)).toEqual([]);
  });
});

describe("An Event of events.k8s.io/v1", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["may have all fields", strict({ note: "n", series: { count: 2, lastObservedTime: at } }), []],
    [
      "must have an eventTime and a type",
      strict({ eventTime: null, type: "Odd" }),
      ["eventTime: Required value", 'type: Invalid value: "": has invalid value: Odd'],
    ],
    [
      "must have a reporter",
      strict({ reportingController: "a b" }),
      [`reportingController: Invalid value: "a b": ${nameFault}`],
    ],
    [
      "must have a series of at least two",
      strict({ series: { count: 1, lastObservedTime: null } }),
      ['series.count: Invalid value: "": should be at least 2', "series.lastObservedTime: Required value"],
    ],
    [
      "must not have deprecated fields",
      strict({
        deprecatedFirstTimestamp: "2024-01-01T00:00:00Z",
        deprecatedLastTimestamp: "2024-01-01T00:00:00Z",
        deprecatedCount: 1,
        deprecatedSource: { host: "h" },
      }),
      ["firstTimestamp", "lastTimestamp", "count", "source"].map(
        (field) => `${field}: Invalid value: "": needs to be unset`,
      ),
    ],
  ])("%s", async (_title, sent, expected) => {
    expect(await createProblems(sent)).toEqual(expected);
  });

  it.each<[string, Sent, readonly string[]]>([
    ["a series may be added", { series: { count: 2, lastObservedTime: at } }, []],
    [
      "a series must be of at least two",
      { series: { count: 1, lastObservedTime: at } },
      ['series.count: Invalid value: "": should be at least 2'],
    ],
    ["an eventTime may be truncated to microseconds", { eventTime: "2024-01-01T01:00:00.000001+01:00" }, []],
    [
      "other fields are immutable",
      {
        regarding: { kind: "Job", namespace: "a" },
        reason: "Other",
        note: "n",
        deprecatedSource: { component: "c", host: "h" },
        deprecatedFirstTimestamp: "2024-01-01T00:00:00Z",
        deprecatedLastTimestamp: "2024-01-02T00:00:00Z",
        deprecatedCount: 3,
        type: "Warning",
        eventTime: "2024-01-01T00:00:00.000002Z",
        action: "Stop",
        related: { name: "r" },
        reportingController: "b",
        reportingInstance: "two",
      },
      [
        'involvedObject: Invalid value: {"Kind":"Job","Namespace":"a","Name":"","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: field is immutable',
        'reason: Invalid value: "Other": field is immutable',
        'message: Invalid value: "n": field is immutable',
        'source: Invalid value: {"Component":"c","Host":"h"}: field is immutable',
        'firstTimestamp: Invalid value: "2024-01-01T00:00:00Z": field is immutable',
        'lastTimestamp: Invalid value: "2024-01-02T00:00:00Z": field is immutable',
        "count: Invalid value: 3: field is immutable",
        'type: Invalid value: "Warning": field is immutable',
        'eventTime: Invalid value: "2024-01-01T00:00:00.000002Z": field is immutable',
        'action: Invalid value: "Stop": field is immutable',
        'related: Invalid value: {"Kind":"","Namespace":"","Name":"r","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: field is immutable',
        'reportingController: Invalid value: "b": field is immutable',
        'reportingInstance: Invalid value: "two": field is immutable',
      ],
    ],
  ])("on update: %s", async (_title, change, expected) => {
    expect(await updateProblems(strict(), (stored) => ({ ...stored, ...change }))).toEqual(expected);
  });
});
