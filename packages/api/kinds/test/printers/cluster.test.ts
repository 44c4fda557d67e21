import { describe, expect, it } from "vitest";
import { eventFromCore } from "../../src/events/event/conversion.js";
import { ago, row } from "./row.js";

describe("the rows of Nodes", () => {
  it.each([
    ["ready", { conditions: [{ type: "Ready", status: "True" }] }, {}, "Ready"],
    ["not ready", { conditions: [{ type: "Ready", status: "False" }] }, {}, "NotReady"],
    ["lost", { conditions: [{ type: "Ready", status: "Unknown" }] }, {}, "NotReady"],
    ["silent", {}, {}, "Unknown"],
    [
      "cordoned",
      { conditions: [{ type: "Ready", status: "True" }] },
      { unschedulable: true },
      "Ready,SchedulingDisabled",
    ],
    ["silent and cordoned", {}, { unschedulable: true }, "Unknown,SchedulingDisabled"],
  ])("a node that is %s", (_, status, spec, shown) => {
    expect(row("", "Node", { spec, status }).Status).toBe(shown);
  });

  it.each([
    [{}, "<none>"],
    [{ "node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/control-plane": "" }, "control-plane,worker"],
    [{ "kubernetes.io/role": "gpu", "node-role.kubernetes.io/": "" }, "gpu"],
    [{ "kubernetes.io/role": "" }, "<none>"],
  ])("roles for the labels %j", (labels, shown) => {
    expect(row("", "Node", { metadata: { labels } }).Roles).toBe(shown);
  });

  it("print the version, and in wide columns addresses and system", () => {
    const status = {
      addresses: [
        { type: "Hostname", address: "node-1" },
        { type: "InternalIP", address: "10.1.0.1" },
        { type: "InternalIP", address: "fd00::1" },
        { type: "ExternalIP", address: "1.1.1.1" },
      ],
      nodeInfo: {
        kubeletVersion: "v1.34.0",
        osImage: "Debian",
        kernelVersion: "6.1",
        containerRuntimeVersion: "containerd://2.0",
      },
    };
    expect(row("", "Node", { status })).toMatchObject({
      Age: "60m",
      Version: "v1.34.0",
      "Internal-IP": "10.1.0.1",
      "External-IP": "1.1.1.1",
      "OS-Image": "Debian",
      "Kernel-Version": "6.1",
      "Container-Runtime": "containerd://2.0",
    });
    expect(row("", "Node", {})).toMatchObject({
      Version: "",
      "Internal-IP": "<none>",
      "External-IP": "<none>",
      "OS-Image": "<unknown>",
      "Kernel-Version": "<unknown>",
      "Container-Runtime": "<unknown>",
    });
  });
});

describe("the rows of Events", () => {
  const event = {
    apiVersion: "v1",
    type: "Normal",
    reason: "ScalingReplicaSet",
    message: " Scaled up \n",
    involvedObject: { kind: "ReplicaSet", name: "web", fieldPath: "spec.x" },
    source: { component: "deployment-controller", host: "node-1" },
    firstTimestamp: ago(600),
    lastTimestamp: ago(60),
    count: 4,
  };
  const shown = {
    "Last Seen": "60s",
    Type: "Normal",
    Reason: "ScalingReplicaSet",
    Object: "replicaset/web",
    Subobject: "spec.x",
    Source: "deployment-controller, node-1",
    Message: "Scaled up",
    "First Seen": "10m",
    Count: 4,
    Name: "it",
  };

  it("a v1 Event", () => {
    expect(row("", "Event", event)).toEqual(shown);
  });

  it("the same as events.k8s.io/v1", () => {
    expect(row("events.k8s.io", "Event", eventFromCore(event))).toEqual(shown);
  });

  it("an event of the newer API that occurred once", () => {
    const once = {
      involvedObject: { kind: "Node" },
      eventTime: "2026-01-01T23:59:50.123456Z",
      firstTimestamp: null,
      lastTimestamp: null,
      reportingComponent: "kubelet",
      reportingInstance: "",
    };
    expect(row("", "Event", once)).toMatchObject({
      "Last Seen": "9s",
      "First Seen": "9s",
      Object: "node",
      Count: 1,
      Source: "kubelet",
    });
  });

  it("a series was last seen when it was last observed", () => {
    const series = { ...event, series: { count: 9, lastObservedTime: ago(5) } };
    expect(row("", "Event", series)).toMatchObject({ "Last Seen": "5s", Count: 9 });
  });

  it("an event without any time", () => {
    expect(row("", "Event", {})).toMatchObject({ "Last Seen": "<unknown>", "First Seen": "<unknown>" });
  });
});

describe("the rows of configuration and storage", () => {
  it.each<readonly [group: string, kind: string, item: object, shown: object]>([
    ["", "Namespace", { status: { phase: "Active" } }, { Status: "Active" }],
    ["", "ConfigMap", { data: { a: "1", b: "2" }, binaryData: { c: "" } }, { Data: 3 }],
    ["", "ConfigMap", {}, { Data: 0 }],
    ["", "Secret", { type: "Opaque", data: { a: "" } }, { Type: "Opaque", Data: 1 }],
    ["", "ServiceAccount", { secrets: [{}, {}] }, { Secrets: 2 }],
    ["coordination.k8s.io", "Lease", { spec: { holderIdentity: "me" } }, { Holder: "me" }],
    [
      "scheduling.k8s.io",
      "PriorityClass",
      { value: 10, preemptionPolicy: "Never" },
      { Value: 10, "Global-Default": false, PreemptionPolicy: "Never" },
    ],
    [
      "storage.k8s.io",
      "StorageClass",
      { metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } }, provisioner: "p" },
      {
        Name: "it (default)",
        Provisioner: "p",
        ReclaimPolicy: "Delete",
        VolumeBindingMode: "Immediate",
        AllowVolumeExpansion: false,
      },
    ],
    [
      "",
      "PersistentVolume",
      {
        spec: {
          capacity: { storage: "1024Mi" },
          accessModes: ["ReadOnlyMany", "ReadWriteOnce", "ReadOnlyMany"],
          persistentVolumeReclaimPolicy: "Retain",
          claimRef: { namespace: "ns", name: "data" },
          storageClassName: "fast",
          volumeMode: "Block",
        },
        status: { phase: "Bound" },
      },
      {
        Capacity: "1Gi",
        "Access Modes": "RWO,ROX",
        "Reclaim Policy": "Retain",
        Status: "Bound",
        Claim: "ns/data",
        StorageClass: "fast",
        VolumeAttributesClass: "<unset>",
        Reason: "",
        VolumeMode: "Block",
      },
    ],
    [
      "",
      "PersistentVolumeClaim",
      {
        metadata: { deletionTimestamp: ago(1) },
        spec: { volumeName: "pv", storageClassName: "fast", resources: { requests: { storage: "9Gi" } } },
        status: { phase: "Bound", capacity: { storage: "10Gi" }, accessModes: ["ReadWriteOncePod"] },
      },
      { Status: "Terminating", Volume: "pv", Capacity: "10Gi", "Access Modes": "RWOP", VolumeMode: "<unset>" },
    ],
    [
      "",
      "PersistentVolumeClaim",
      { status: { phase: "Pending" } },
      { Status: "Pending", Capacity: "", "Access Modes": "" },
    ],
    [
      "",
      "ResourceQuota",
      { status: { hard: { pods: "10", "limits.cpu": "2", cpu: "1" }, used: { pods: "3", cpu: "0.5" } } },
      { Request: "cpu: 500m/1, pods: 3/10", Limit: "limits.cpu: 0/2" },
    ],
    [
      "rbac.authorization.k8s.io",
      "RoleBinding",
      {
        roleRef: { kind: "Role", name: "reader" },
        subjects: [
          { kind: "User", name: "ann" },
          { kind: "Group", name: "devs" },
          { kind: "User", name: "bob" },
          { kind: "ServiceAccount", namespace: "ns", name: "default" },
        ],
      },
      { Role: "Role/reader", Users: "ann, bob", Groups: "devs", ServiceAccounts: "ns/default" },
    ],
    [
      "rbac.authorization.k8s.io",
      "ClusterRoleBinding",
      { roleRef: { kind: "ClusterRole", name: "x" } },
      { Role: "ClusterRole/x", Users: "" },
    ],
    ["rbac.authorization.k8s.io", "ClusterRole", {}, { Name: "it", "Created At": "2026-01-01T23:00:00Z" }],
    ["", "LimitRange", { metadata: { creationTimestamp: null } }, { "Created At": "0001-01-01T00:00:00Z" }],
  ])("%s/%s", (group, kind, item, shown) => {
    expect(row(group, kind, item)).toMatchObject(shown);
  });
});
