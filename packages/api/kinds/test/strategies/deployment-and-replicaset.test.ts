import type { Stored } from "@engenho/core";
import { objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import {
  created,
  createProblems,
  problemsOf,
  type Sent,
  updated,
  updateProblems,
  withSpec,
  workload,
} from "./attempts.js";

const both = ["Deployment", "ReplicaSet"] as const;
const mismatch = "`selector` does not match template `labels`";

describe.each(both)("%s", (kind) => {
  it("AP-55: spec.selector is required", async () => {
    expect(await createProblems(workload(kind, { selector: undefined }))).toEqual([
      "spec.selector: Required value",
      `spec.template.metadata.labels: Invalid value: {"app":"one"}: ${mismatch}`,
    ]);
  });

  it("AP-55: spec.selector must not be empty", async () => {
    expect(await createProblems(workload(kind, { selector: {} }))).toEqual([
      "spec.selector: Invalid value: {}: empty selector is invalid for deployment",
    ]);
  });

  it("AP-55: spec.selector must select the template", async () => {
    expect(await createProblems(workload(kind, { selector: { matchLabels: { app: "two" } } }))).toEqual([
      `spec.template.metadata.labels: Invalid value: {"app":"one"}: ${mismatch}`,
    ]);
  });

  it("AP-55: spec.selector must be valid, and the template is not checked if it is not", async () => {
    const selector = { matchExpressions: [{ key: "app", operator: "Near", values: ["one"] }] };
    expect(await createProblems(workload(kind, { selector }, { restartPolicy: "Never" }))).toEqual([
      'spec.selector.matchExpressions[0].operator: Invalid value: "Near": not a valid selector operator',
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Near","values":["one"]}]}: invalid label selector',
    ]);
  });

  it("AP-55: spec.selector is immutable", async () => {
    const matchLabels = { app: "two" };
    const template = { metadata: { labels: matchLabels }, spec: { containers: [{ name: "main", image: "nginx:1" }] } };
    const problems = await updateProblems(workload(kind), (stored) =>
      withSpec(stored, { selector: { matchLabels }, template }),
    );
    expect(problems).toEqual(['spec.selector: Invalid value: {"matchLabels":{"app":"two"}}: field is immutable']);
  });

  it("AP-55: the template's Pods must always restart and have no deadline", async () => {
    expect(await createProblems(workload(kind, {}, { restartPolicy: "Never", activeDeadlineSeconds: 5 }))).toEqual([
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported",
    ]);
  });

  it("AP-55: the template must be a valid Pod template", async () => {
    expect(await createProblems(workload(kind, {}, { containers: [] }))).toEqual([
      "spec.template.spec.containers: Required value",
    ]);
  });

  it("AP-55: counts must not be negative", async () => {
    expect(await createProblems(workload(kind, { replicas: -1, minReadySeconds: -1 }))).toEqual([
      "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
      "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0",
    ]);
  });

  it("AP-56, AP-57: gets no labels from its template, and no Pod-only defaults in it", async () => {
    const object = await created(workload(kind));
    expect((object.metadata as Sent).labels).toBeUndefined();
    const { template } = object.spec as { template: { spec: Sent } };
    expect(template.spec).toEqual({
      containers: [
        {
          name: "main",
          image: "nginx:1.27",
          imagePullPolicy: "IfNotPresent",
          resources: {},
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
        },
      ],
      dnsPolicy: "ClusterFirst",
      restartPolicy: "Always",
      schedulerName: "default-scheduler",
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    });
  });

  it("AP-24: keeps its status on update, and its spec on a status update", async () => {
    const main = await updated(workload(kind), (stored) => ({ ...stored, status: { replicas: 5 } }));
    expect(main.after.status).toEqual(main.before.status);
    const status = { replicas: 3, readyReplicas: 2, availableReplicas: 1 };
    const reported = await updated(
      workload(kind),
      (stored) => ({ ...withSpec(stored, { replicas: 7 }), status }),
      "status",
    );
    expect(reported.after.spec).toEqual(reported.before.spec);
    expect(reported.after.status).toEqual(status);
    expect((reported.after.metadata as Sent).generation).toBe(1);
  });

  it("AP-25: an inconsistent status is refused", async () => {
    const wrong = (status: Sent) => updateProblems(workload(kind), (stored) => ({ ...stored, status }), "status");
    expect(await wrong({ replicas: 1, readyReplicas: 2, availableReplicas: 3 })).toEqual([
      "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas",
      "status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas",
      "status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas",
    ]);
    expect(await wrong({ replicas: -1 })).toContain(
      "status.replicas: Invalid value: -1: must be greater than or equal to 0",
    );
  });

  it("AP-25: terminatingReplicas is not stored", async () => {
    const { after } = await updated(
      workload(kind),
      (stored) => ({ ...stored, status: { replicas: 1, terminatingReplicas: 1 } }),
      "status",
    );
    expect(after.status).toEqual({ replicas: 1 });
  });
});

describe("Deployment", () => {
  it("AP-56: has the defaults of apps/v1", async () => {
    const { spec, status, metadata } = await created({ ...workload("Deployment"), status: { replicas: 9 } });
    const { template: _template, ...rest } = spec as Sent;
    expect(rest).toEqual({
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: "one" } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    });
    expect(status).toEqual({});
    expect((metadata as Sent).generation).toBe(1);
  });

  it("AP-56: a rolling update is defaulted, a Recreate has none", async () => {
    const half = await created(workload("Deployment", { strategy: { rollingUpdate: { maxSurge: 0 } } }));
    expect((half.spec as Sent).strategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 0, maxUnavailable: "25%" },
    });
    const recreate = await created(workload("Deployment", { strategy: { type: "Recreate" } }));
    expect((recreate.spec as Sent).strategy).toEqual({ type: "Recreate" });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "spec.strategy: Recreate rolls nothing",
      { strategy: { type: "Recreate", rollingUpdate: { maxSurge: 1 } } },
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      "spec.strategy: something must give",
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: "0%" } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
    ],
    [
      "spec.strategy: at most all",
      { strategy: { rollingUpdate: { maxUnavailable: "101%" } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    ["spec.strategy: more than all may surge", { strategy: { rollingUpdate: { maxSurge: "150%" } } }, []],
    [
      "spec.strategy: numbers or percentages",
      { strategy: { rollingUpdate: { maxSurge: "half", maxUnavailable: -1 } } },
      [
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: -1: must be greater than or equal to 0",
        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"half\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    ],
    [
      "spec.strategy: known types",
      { strategy: { type: "Sometimes" } },
      [
        'spec.strategy: Unsupported value: {"Type":"Sometimes","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
      ],
    ],
    [
      "spec.progressDeadlineSeconds is beyond minReadySeconds",
      { minReadySeconds: 10, progressDeadlineSeconds: 10 },
      ["spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds"],
    ],
    [
      "spec.revisionHistoryLimit is not negative",
      { revisionHistoryLimit: -1 },
      ["spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0"],
    ],
  ])("AP-55: %s", async (_title, spec, expected) => {
    expect(await createProblems(workload("Deployment", spec))).toEqual(expected);
  });

  const annotate = (stored: Sent) => ({
    ...stored,
    metadata: { ...(stored.metadata as Sent), annotations: { a: "b" }, labels: { l: "1" } },
  });

  it("AP-22: a change of annotations increments the generation, too", async () => {
    const { after } = await updated(workload("Deployment"), annotate);
    expect((after.metadata as Sent).generation).toBe(2);
  });

  it("AP-24: /status accepts annotations, but no labels", async () => {
    const { after } = await updated(workload("Deployment"), annotate, "status");
    expect(after.metadata).toMatchObject({ annotations: { a: "b" }, generation: 1 });
    expect((after.metadata as Sent).labels).toBeUndefined();
  });

  it("AP-25: collisionCount must neither decrease nor be removed", async () => {
    const { store } = openRegistry();
    const first = await store.create(objectOf(workload("Deployment")));
    const report = (status: Sent) => store.update({ ...first, status } as Stored, { subresource: "status" });
    const stored = await report({ collisionCount: 2 });
    const again = (status: Sent) =>
      problemsOf(() => store.update({ ...stored, status } as Stored, { subresource: "status" }));
    expect(await again({ collisionCount: 1 })).toEqual([
      "status.collisionCount: Invalid value: 1: cannot be decremented",
    ]);
    expect(await again({})).toEqual(["status.collisionCount: Invalid value: 0: cannot be decremented"]);
    expect(await again({ collisionCount: 3 })).toEqual([]);
  });
});

describe("ReplicaSet", () => {
  it("AP-56: has one replica, and a status from the start", async () => {
    const { spec, status } = await created({ ...workload("ReplicaSet"), status: { replicas: 9, readyReplicas: 9 } });
    expect((spec as Sent).replicas).toBe(1);
    expect(status).toEqual({ replicas: 0 });
  });

  it("AP-22: a change of annotations does not increment the generation, a change of the spec does", async () => {
    const annotated = await updated(workload("ReplicaSet"), (stored) => ({
      ...stored,
      metadata: { ...(stored.metadata as Sent), annotations: { a: "b" } },
    }));
    expect((annotated.after.metadata as Sent).generation).toBe(1);
    const scaled = await updated(workload("ReplicaSet"), (stored) => withSpec(stored, { replicas: 2 }));
    expect((scaled.after.metadata as Sent).generation).toBe(2);
  });

  it("AP-25: fullyLabeledReplicas must not exceed replicas", async () => {
    const status = { replicas: 1, fullyLabeledReplicas: 2 };
    expect(await updateProblems(workload("ReplicaSet"), (stored) => ({ ...stored, status }), "status")).toEqual([
      "status.fullyLabeledReplicas: Invalid value: 2: cannot be greater than status.replicas",
    ]);
  });
});
