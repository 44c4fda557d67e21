import { replicationControllers } from "@engenho/core";
import { objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { created, createProblems, type Sent, updated, updateProblems, withSpec, workload } from "./attempts.js";

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
  it("has the defaults of apps/v1, and a template generation", async () => {
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

  it("a new template increments the template generation", async () => {
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
      "one of both must be positive",
      { maxSurge: 1, maxUnavailable: 1 },
      ["spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero"],
    ],
    [
      "but only one of them",
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
  it("defaults the selector and labels to those of its template", async () => {
    const { spec, metadata, status } = await created(controller({ selector: undefined }));
    expect((spec as Sent).selector).toEqual({ app: "one" });
    expect((metadata as Sent).labels).toEqual({ app: "one" });
    expect(status).toEqual({ replicas: 0 });
  });

  it("spec.selector must select the template, and may change", async () => {
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

  const template = (spec: Sent) => ({
    metadata: { labels: { app: "one" } },
    spec: { containers: [{ name: "main", image: "nginx:1" }], ...spec },
  });
  it.each<[string, Sent, readonly string[]]>([
    [
      "counts must not be negative",
      { replicas: -1, minReadySeconds: -1 },
      [
        "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0",
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
      ],
    ],
    ["without a template it has no labels for its pods", { template: undefined }, ["spec.template: Required value"]],
    [
      "a template without labels results in no selector",
      { template: { ...template({}), metadata: {} }, selector: undefined },
      ["spec.selector: Required value"],
    ],
    [
      "its pods must always restart",
      { template: template({ restartPolicy: "Never", activeDeadlineSeconds: 5 }) },
      [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
        "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicationController is not Supported",
      ],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(controller({ selector: { app: "one" }, ...spec }))).toEqual(expected);
  });

  it("keeps its own labels, and has a generation and one replica", async () => {
    const own = { name: "one", namespace: "default", labels: { of: "own" } };
    const { spec, metadata } = await created({ ...controller({ selector: undefined }), metadata: own });
    expect(metadata).toMatchObject({ labels: { of: "own" }, generation: 1 });
    expect((spec as Sent).replicas).toBe(1);
  });

  it("its status counts must not exceed replicas", async () => {
    const status = { replicas: 1, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 3 };
    const problems = await updateProblems(
      controller({ selector: { app: "one" } }),
      (stored) => ({ ...stored, status }),
      "status",
    );
    expect(problems).toEqual([
      "status.fullyLabeledReplicas: Invalid value: 2: cannot be greater than status.replicas",
      "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas",
      "status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas",
      "status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas",
    ]);
  });

  it.each([
    [{ app: "one", tier: "web" }, "app=one,tier=web"],
    [{ matchLabels: "x" }, "matchLabels=x"],
  ])("its scale has the selector %j as text", async (labels, expected) => {
    const { store } = openRegistry();
    const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "nginx:1" }] } };
    await store.create(objectOf(controller({ selector: undefined, replicas: 2, template })));
    const reference = { apiVersion: "v1", kind: "ReplicationController", namespace: "default", name: "one" };
    const scale = await store.subresource(replicationControllers, reference, "scale").get();
    expect(scale).toMatchObject({ kind: "Scale", spec: { replicas: 2 }, status: { replicas: 0, selector: expected } });
    const value = { spec: { replicas: 4 } };
    await store.subresource(replicationControllers, reference, "scale").patch({ type: "merge", value });
    expect(await store.get(replicationControllers, reference)).toMatchObject({
      spec: { replicas: 4 },
      metadata: { generation: 2 },
    });
  });
});
