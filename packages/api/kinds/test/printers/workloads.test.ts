import { describe, expect, it } from "vitest";
import { ago, row } from "./row.js";

const template = {
  metadata: { labels: { app: "web", a: "b" } },
  spec: {
    containers: [
      { name: "web", image: "nginx:1" },
      { name: "log", image: "fluentd" },
    ],
  },
};
const selector = {
  matchLabels: { app: "web" },
  matchExpressions: [
    { key: "tier", operator: "In", values: ["front", "back"] },
    { key: "app", operator: "Exists" },
    { key: "old", operator: "DoesNotExist" },
    { key: "zone", operator: "NotIn", values: ["z"] },
  ],
};
const selectorText = "app=web,app,!old,tier in (back,front),zone notin (z)";
const containers = { Containers: "web,log", Images: "nginx:1,fluentd" };

describe("the rows of workloads", () => {
  it("Deployment", () => {
    const item = {
      spec: { replicas: 3, selector, template },
      status: { readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 },
    };
    expect(row("apps", "Deployment", item)).toEqual({
      Name: "it",
      Ready: "2/3",
      "Up-to-date": 1,
      Available: 2,
      Age: "60m",
      ...containers,
      Selector: selectorText,
    });
  });

  it("Deployment: a missing status is printed as zeros, an invalid selector as <invalid>", () => {
    const item = { spec: { replicas: 1, selector: { matchExpressions: [{ key: "a", operator: "Like" }] }, template } };
    expect(row("apps", "Deployment", item)).toMatchObject({ Ready: "0/1", Available: 0, Selector: "<invalid>" });
  });

  it("ReplicaSet", () => {
    const item = { spec: { replicas: 3, selector, template }, status: { replicas: 2, readyReplicas: 1 } };
    expect(row("apps", "ReplicaSet", item)).toEqual({
      Name: "it",
      Desired: 3,
      Current: 2,
      Ready: 1,
      Age: "60m",
      ...containers,
      Selector: selectorText,
    });
  });

  it("ReplicationController: its selector is a map of labels", () => {
    const item = { spec: { replicas: 1, selector: { b: "2", a: "1" }, template }, status: { replicas: 1 } };
    expect(row("", "ReplicationController", item)).toEqual({
      Name: "it",
      Desired: 1,
      Current: 1,
      Ready: 0,
      Age: "60m",
      ...containers,
      Selector: "a=1,b=2",
    });
  });

  it("StatefulSet", () => {
    const item = { spec: { replicas: 2, selector, template }, status: { readyReplicas: 1 } };
    expect(row("apps", "StatefulSet", item)).toEqual({ Name: "it", Ready: "1/2", Age: "60m", ...containers });
  });

  it("DaemonSet", () => {
    const item = {
      spec: { selector: {}, template: { spec: { ...template.spec, nodeSelector: { disk: "ssd" } } } },
      status: {
        desiredNumberScheduled: 5,
        currentNumberScheduled: 4,
        numberReady: 3,
        updatedNumberScheduled: 2,
        numberAvailable: 1,
      },
    };
    expect(row("apps", "DaemonSet", item)).toEqual({
      Name: "it",
      Desired: 5,
      Current: 4,
      Ready: 3,
      "Up-to-date": 2,
      Available: 1,
      "Node Selector": "disk=ssd",
      Age: "60m",
      ...containers,
      Selector: "<none>",
    });
  });

  it("PodTemplate", () => {
    expect(row("", "PodTemplate", { template })).toEqual({ Name: "it", ...containers, "Pod Labels": "a=b,app=web" });
  });

  it("ControllerRevision: prints its controller by kind and group", () => {
    const owner = { apiVersion: "apps/v1", kind: "StatefulSet", name: "web", controller: true };
    expect(row("apps", "ControllerRevision", { metadata: { ownerReferences: [owner] }, revision: 4 })).toEqual({
      Name: "it",
      Controller: "statefulset.apps/web",
      Revision: 4,
      Age: "60m",
    });
    const core = { ...owner, apiVersion: "v1", kind: "Pod" };
    expect(row("apps", "ControllerRevision", { metadata: { ownerReferences: [core] } }).Controller).toBe("pod/web");
    expect(row("apps", "ControllerRevision", {}).Controller).toBe("<none>");
  });

  it.each([
    ["is complete", { conditions: [{ type: "Complete", status: "True" }] }, {}, "Complete"],
    ["failed", { conditions: [{ type: "Failed", status: "True" }] }, {}, "Failed"],
    ["is deleted", {}, { deletionTimestamp: ago(1) }, "Terminating"],
    ["is suspended", { conditions: [{ type: "Suspended", status: "True" }] }, {}, "Suspended"],
    ["is about to fail", { conditions: [{ type: "FailureTarget", status: "True" }] }, {}, "FailureTarget"],
    [
      "is running, whatever its conditions were",
      { conditions: [{ type: "Suspended", status: "False" }] },
      {},
      "Running",
    ],
  ])("Job: %s", (_, status, metadata, shown) => {
    expect(row("batch", "Job", { metadata, status }).Status).toBe(shown);
  });

  it.each([
    ["its completions", { completions: 5, parallelism: 2 }, "3/5"],
    ["one of its pods", { parallelism: 4 }, "3/1 of 4"],
    ["its one pod", {}, "3/1"],
  ])("Job: counts %s", (_, spec, shown) => {
    expect(row("batch", "Job", { spec, status: { succeeded: 3 } }).Completions).toBe(shown);
  });

  it.each([
    ["not started", {}, ""],
    ["running", { startTime: ago(90) }, "90s"],
    ["over", { startTime: ago(600), completionTime: ago(300) }, "5m"],
  ])("Job: its duration: %s", (_, status, shown) => {
    expect(row("batch", "Job", { status }).Duration).toBe(shown);
  });

  it("CronJob", () => {
    const item = {
      spec: {
        schedule: "*/5 * * * *",
        suspend: true,
        timeZone: "Etc/UTC",
        jobTemplate: { spec: { template, selector } },
      },
      status: { active: [{}, {}], lastScheduleTime: ago(150) },
    };
    expect(row("batch", "CronJob", item)).toEqual({
      Name: "it",
      Schedule: "*/5 * * * *",
      Timezone: "Etc/UTC",
      Suspend: "True",
      Active: 2,
      "Last Schedule": "2m30s",
      Age: "60m",
      ...containers,
      Selector: selectorText,
    });
    expect(row("batch", "CronJob", {})).toMatchObject({
      Timezone: "<none>",
      Suspend: "<unset>",
      Active: 0,
      "Last Schedule": "<none>",
      Selector: "<none>",
    });
  });

  it("HorizontalPodAutoscaler", () => {
    const item = {
      spec: {
        scaleTargetRef: { kind: "Deployment", name: "web" },
        minReplicas: 2,
        maxReplicas: 9,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { averageUtilization: 80 } } },
          { type: "Pods", pods: { target: { averageValue: "0.5" } } },
          { type: "External", external: { target: { value: "1000" } } },
        ],
      },
      status: {
        currentReplicas: 3,
        currentMetrics: [{ type: "Resource", resource: { current: { averageUtilization: 45 } } }],
      },
    };
    expect(row("autoscaling", "HorizontalPodAutoscaler", item)).toEqual({
      Name: "it",
      Reference: "Deployment/web",
      Targets: "cpu: 45%/80%, <unknown>/500m + 1 more...",
      MinPods: "2",
      MaxPods: 9,
      Replicas: 3,
      Age: "60m",
    });
  });

  it.each([
    [[], [], "<none>"],
    [[{ type: "Odd" }], [], "<unknown type>"],
    [[{ type: "Resource", resource: { name: "cpu", target: {} } }], [], "cpu: <unknown>/<auto>"],
    [
      [{ type: "ContainerResource", containerResource: { name: "cpu", target: { averageValue: "1" } } }],
      [{ containerResource: { current: { averageValue: "250m" } } }],
      "cpu: 250m/1",
    ],
    [
      [{ type: "Object", object: { target: { averageValue: "10" } } }],
      [{ object: { current: { averageValue: "2" } } }],
      "2/10 (avg)",
    ],
    [
      [{ type: "External", external: { target: { value: "1k" } } }],
      [{ external: { current: { value: "500" } } }],
      "500/1k",
    ],
    [[{ type: "External", external: { target: { value: "1k" } } }], [{ external: { current: {} } }], "<nil>/1k"],
  ])("HorizontalPodAutoscaler: metrics %j with %j are printed as %s", (metrics, currentMetrics, shown) => {
    const item = { spec: { metrics }, status: { currentMetrics } };
    expect(row("autoscaling", "HorizontalPodAutoscaler", item).Targets).toBe(shown);
  });

  it("PodDisruptionBudget", () => {
    const item = { spec: { minAvailable: "50%" }, status: { disruptionsAllowed: 1 } };
    expect(row("policy", "PodDisruptionBudget", item)).toEqual({
      Name: "it",
      "Min Available": "50%",
      "Max Unavailable": "N/A",
      "Allowed Disruptions": 1,
      Age: "60m",
    });
    expect(row("policy", "PodDisruptionBudget", { spec: { maxUnavailable: 0 } })).toMatchObject({
      "Min Available": "N/A",
      "Max Unavailable": "0",
    });
  });
});
