import { describe, expect, it } from "vitest";
import { tableRowConditions } from "../../../registry/src/table/table-row.js";
import { ago, kindOf, row } from "./row.js";

const running = { ready: true, restartCount: 0, state: { running: {} } };
const waiting = (reason: string) => ({ ready: false, restartCount: 0, state: { waiting: { reason } } });
const exited = (exitCode: number, rest: object = {}) => ({
  ready: false,
  restartCount: 0,
  state: { terminated: { exitCode, ...rest } },
});
const named = (...names: readonly string[]) => names.map((name) => ({ name }));
const sidecar = { name: "side", restartPolicy: "Always" };
const ready = { type: "Ready", status: "True" };

interface Case {
  readonly claim: string;
  readonly pod: object;
  readonly shown: readonly [ready: string, status: string, restarts: string];
}

const cases: readonly Case[] = [
  {
    claim: "a pod that nothing is known of shows its phase",
    pod: { spec: { containers: named("a", "b") }, status: { phase: "Pending" } },
    shown: ["0/2", "Pending", "0"],
  },
  {
    claim: "a pod whose containers run",
    pod: { spec: { containers: named("a", "b") }, status: { phase: "Running", containerStatuses: [running, running] } },
    shown: ["2/2", "Running", "0"],
  },
  {
    claim: "a container that runs without being ready is not counted",
    pod: {
      spec: { containers: named("a", "b") },
      status: { phase: "Running", containerStatuses: [running, { ...running, ready: false }] },
    },
    shown: ["1/2", "Running", "0"],
  },
  {
    claim: "a reason of the pod itself wins over its phase",
    pod: { spec: { containers: named("a") }, status: { phase: "Failed", reason: "Evicted" } },
    shown: ["0/1", "Evicted", "0"],
  },
  {
    claim: "the first container's reason wins, for statuses are read from the last",
    pod: {
      spec: { containers: named("a", "b") },
      status: { phase: "Pending", containerStatuses: [waiting("ImagePullBackOff"), waiting("ContainerCreating")] },
    },
    shown: ["0/2", "ImagePullBackOff", "0"],
  },
  {
    claim: "waiting without a reason says nothing",
    pod: {
      spec: { containers: named("a") },
      status: { phase: "Pending", containerStatuses: [{ restartCount: 0, state: { waiting: {} } }] },
    },
    shown: ["0/1", "Pending", "0"],
  },
  {
    claim: "a crash loop with restarts that are remembered",
    pod: {
      spec: { containers: named("a", "b") },
      status: {
        phase: "Running",
        containerStatuses: [
          {
            ...waiting("CrashLoopBackOff"),
            restartCount: 4,
            lastState: { terminated: { exitCode: 1, finishedAt: ago(300) } },
          },
          { ...running, restartCount: 1, lastState: { terminated: { exitCode: 1, finishedAt: ago(900) } } },
        ],
      },
    },
    shown: ["1/2", "CrashLoopBackOff", "5 (5m ago)"],
  },
  {
    claim: "restarts without a time",
    pod: {
      spec: { containers: named("a") },
      status: { phase: "Running", containerStatuses: [{ ...running, restartCount: 3 }] },
    },
    shown: ["1/1", "Running", "3"],
  },
  {
    claim: "an exit without a reason shows its code",
    pod: { spec: { containers: named("a") }, status: { phase: "Failed", containerStatuses: [exited(2)] } },
    shown: ["0/1", "ExitCode:2", "0"],
  },
  {
    claim: "an exit by a signal shows the signal",
    pod: {
      spec: { containers: named("a") },
      status: { phase: "Failed", containerStatuses: [exited(137, { signal: 9 })] },
    },
    shown: ["0/1", "Signal:9", "0"],
  },
  {
    claim: "an exit with a reason shows the reason",
    pod: {
      spec: { containers: named("a") },
      status: { phase: "Failed", containerStatuses: [exited(137, { reason: "OOMKilled" })] },
    },
    shown: ["0/1", "OOMKilled", "0"],
  },
  {
    claim: "all containers completed",
    pod: {
      spec: { containers: named("a") },
      status: { phase: "Succeeded", containerStatuses: [exited(0, { reason: "Completed" })] },
    },
    shown: ["0/1", "Completed", "0"],
  },
  {
    claim: "one completed while another runs, and the pod is ready",
    pod: {
      spec: { containers: named("a", "b") },
      status: {
        phase: "Running",
        conditions: [ready],
        containerStatuses: [exited(0, { reason: "Completed" }), running],
      },
    },
    shown: ["1/2", "Running", "0"],
  },
  {
    claim: "one completed while another runs, and the pod is not ready",
    pod: {
      spec: { containers: named("a", "b") },
      status: { phase: "Running", containerStatuses: [exited(0, { reason: "Completed" }), running] },
    },
    shown: ["1/2", "NotReady", "0"],
  },
  {
    claim: "a deleted pod is terminating",
    pod: {
      metadata: { deletionTimestamp: ago(1) },
      spec: { containers: named("a") },
      status: { phase: "Running", containerStatuses: [running] },
    },
    shown: ["1/1", "Terminating", "0"],
  },
  {
    claim: "a deleted pod that has ended keeps its reason",
    pod: {
      metadata: { deletionTimestamp: ago(1) },
      spec: { containers: named("a") },
      status: { phase: "Succeeded", containerStatuses: [exited(0, { reason: "Completed" })] },
    },
    shown: ["0/1", "Completed", "0"],
  },
  {
    claim: "a deleted pod of a lost node is unknown",
    pod: {
      metadata: { deletionTimestamp: ago(1) },
      spec: { containers: named("a") },
      status: { phase: "Running", reason: "NodeLost" },
    },
    shown: ["0/1", "Unknown", "0"],
  },
  {
    claim: "a pod that scheduling gates hold back",
    pod: {
      spec: { containers: named("a") },
      status: {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }],
      },
    },
    shown: ["0/1", "SchedulingGated", "0"],
  },
  {
    claim: "an init container that waits its turn",
    pod: {
      spec: { containers: named("a"), initContainers: named("x", "y") },
      status: {
        phase: "Pending",
        initContainerStatuses: [exited(0), waiting("PodInitializing")],
        containerStatuses: [waiting("PodInitializing")],
      },
    },
    shown: ["0/1", "Init:1/2", "0"],
  },
  {
    claim: "an init container that cannot start",
    pod: {
      spec: { containers: named("a"), initContainers: named("x") },
      status: { phase: "Pending", initContainerStatuses: [waiting("ErrImagePull")] },
    },
    shown: ["0/1", "Init:ErrImagePull", "0"],
  },
  {
    claim: "an init container that failed, by reason, code or signal: by reason",
    pod: {
      spec: { containers: named("a"), initContainers: named("x") },
      status: {
        phase: "Pending",
        initContainerStatuses: [
          { ...exited(1, { reason: "Error" }), restartCount: 2, lastState: { terminated: { finishedAt: ago(30) } } },
        ],
      },
    },
    shown: ["0/1", "Init:Error", "2 (30s ago)"],
  },
  {
    claim: "an init container that failed: by code",
    pod: {
      spec: { containers: named("a"), initContainers: named("x") },
      status: { phase: "Pending", initContainerStatuses: [exited(3)] },
    },
    shown: ["0/1", "Init:ExitCode:3", "0"],
  },
  {
    claim: "an init container that failed: by signal",
    pod: {
      spec: { containers: named("a"), initContainers: named("x") },
      status: { phase: "Pending", initContainerStatuses: [exited(137, { signal: 9 })] },
    },
    shown: ["0/1", "Init:Signal:9", "0"],
  },
  {
    claim: "restarts of init containers are forgotten once the pod is initialized",
    pod: {
      spec: { containers: named("a"), initContainers: named("x") },
      status: {
        phase: "Running",
        initContainerStatuses: [{ ...exited(0), restartCount: 7 }],
        containerStatuses: [running],
      },
    },
    shown: ["1/1", "Running", "0"],
  },
  {
    claim: "an init container that runs again after the pod was initialized hides nothing",
    pod: {
      spec: { containers: named("a"), initContainers: named("x") },
      status: {
        phase: "Running",
        conditions: [{ type: "Initialized", status: "True" }],
        initContainerStatuses: [{ restartCount: 1, state: { running: {} } }],
        containerStatuses: [running],
      },
    },
    shown: ["1/1", "Init:0/1", "0"],
  },
  {
    claim: "a sidecar counts as a container",
    pod: {
      spec: { containers: named("a"), initContainers: [sidecar] },
      status: {
        phase: "Running",
        initContainerStatuses: [{ name: "side", started: true, ...running, restartCount: 2 }],
        containerStatuses: [{ ...running, restartCount: 1 }],
      },
    },
    shown: ["2/2", "Running", "3"],
  },
  {
    claim: "a sidecar that started but is not ready",
    pod: {
      spec: { containers: named("a"), initContainers: [sidecar] },
      status: {
        phase: "Running",
        initContainerStatuses: [{ name: "side", started: true, ...running, ready: false }],
        containerStatuses: [running],
      },
    },
    shown: ["1/2", "Running", "0"],
  },
  {
    claim: "a sidecar that has not started holds the pod back",
    pod: {
      spec: { containers: named("a"), initContainers: [sidecar] },
      status: {
        phase: "Pending",
        initContainerStatuses: [{ name: "side", started: false, restartCount: 0, state: { running: {} } }],
      },
    },
    shown: ["0/2", "Init:0/1", "0"],
  },
];

describe("the row of a Pod", () => {
  it.each(cases)("$claim", ({ pod, shown }) => {
    const cells = row("", "Pod", pod);
    expect([cells.Ready, cells.Status, cells.Restarts]).toEqual(shown);
  });

  it("prints the node and IP in wide columns", () => {
    const pod = {
      spec: {
        nodeName: "node-1",
        containers: named("a"),
        readinessGates: [{ conditionType: "x" }, { conditionType: "y" }],
      },
      status: {
        podIPs: [{ ip: "10.0.0.7" }, { ip: "fd00::7" }],
        nominatedNodeName: "node-2",
        conditions: [
          { type: "x", status: "True" },
          { type: "y", status: "False" },
        ],
      },
    };
    expect(row("", "Pod", pod)).toMatchObject({
      Name: "it",
      Age: "60m",
      IP: "10.0.0.7",
      Node: "node-1",
      "Nominated Node": "node-2",
      "Readiness Gates": "1/2",
    });
  });

  it("prints <none> for absent values, and <unknown> for an absent age", () => {
    expect(row("", "Pod", { metadata: { creationTimestamp: null } })).toEqual({
      Name: "it",
      Ready: "0/0",
      Status: "",
      Restarts: "0",
      Age: "<unknown>",
      IP: "<none>",
      Node: "<none>",
      "Nominated Node": "<none>",
      "Readiness Gates": "<none>",
    });
  });

  it.each([
    ["Succeeded", ["Succeeded"]],
    ["Failed", ["Failed"]],
    ["Running", []],
  ])("in phase %s has the conditions %j", (phase, reasons) => {
    const conditions = tableRowConditions(kindOf("", "Pod"), { status: { phase } });
    expect(conditions.map((condition) => condition.reason)).toEqual(reasons);
  });
});
