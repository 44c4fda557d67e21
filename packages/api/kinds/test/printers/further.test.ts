import { describe, expect, it } from "vitest";
import { row } from "./row.js";

const age = { Name: "it", Age: "60m" };
const gpu = { driver: "gpu.example.com", pool: { name: "node-1" }, nodeName: "node-1" };

describe("the rows of storage, devices, flow control and the API", () => {
  it.each<[group: string, kind: string, title: string, item: object, cells: object]>([
    [
      "certificates.k8s.io",
      "CertificateSigningRequest",
      "pending",
      { spec: { signerName: "example.com/one", username: "jane" } },
      { ...age, SignerName: "example.com/one", Requestor: "jane", RequestedDuration: "<none>", Condition: "Pending" },
    ],
    [
      "certificates.k8s.io",
      "CertificateSigningRequest",
      "issued",
      {
        spec: { signerName: "example.com/one", username: "jane", expirationSeconds: 7200 },
        status: { conditions: [{ type: "Approved" }, { type: "Own" }], certificate: "LS0t" },
      },
      {
        ...age,
        SignerName: "example.com/one",
        Requestor: "jane",
        RequestedDuration: "120m",
        Condition: "Approved,Issued",
      },
    ],
    [
      "certificates.k8s.io",
      "CertificateSigningRequest",
      "denied and failed",
      { spec: {}, status: { conditions: [{ type: "Failed" }, { type: "Approved" }, { type: "Denied" }] } },
      { ...age, SignerName: "<none>", Requestor: "", RequestedDuration: "<none>", Condition: "Denied,Failed" },
    ],
    [
      "storage.k8s.io",
      "CSIDriver",
      "with tokens",
      {
        spec: { attachRequired: true, tokenRequests: [{ audience: "a" }, { audience: "b" }], volumeLifecycleModes: [] },
      },
      {
        ...age,
        AttachRequired: true,
        PodInfoOnMount: false,
        StorageCapacity: false,
        TokenRequests: "a,b",
        RequiresRepublish: false,
        Modes: "<none>",
      },
    ],
    [
      "storage.k8s.io",
      "CSIDriver",
      "without tokens",
      { spec: { attachRequired: false, volumeLifecycleModes: ["Persistent", "Ephemeral"] } },
      {
        ...age,
        AttachRequired: false,
        PodInfoOnMount: false,
        StorageCapacity: false,
        TokenRequests: "<unset>",
        RequiresRepublish: false,
        Modes: "Persistent,Ephemeral",
      },
    ],
    ["storage.k8s.io", "CSINode", "of two drivers", { spec: { drivers: [{}, {}] } }, { ...age, Drivers: 2 }],
    [
      "storage.k8s.io",
      "CSIStorageCapacity",
      "of a class",
      { storageClassName: "fast", capacity: "1Gi" },
      { Name: "it", StorageClassName: "fast", Capacity: "1Gi" },
    ],
    [
      "storage.k8s.io",
      "CSIStorageCapacity",
      "of no capacity",
      { storageClassName: "fast" },
      { Name: "it", StorageClassName: "fast", Capacity: "<unset>" },
    ],
    [
      "storage.k8s.io",
      "VolumeAttachment",
      "attached",
      {
        spec: { attacher: "a.example", nodeName: "node-1", source: { persistentVolumeName: "pv" } },
        status: { attached: true },
      },
      { ...age, Attacher: "a.example", PV: "pv", Node: "node-1", Attached: true },
    ],
    ["storage.k8s.io", "VolumeAttributesClass", "", { driverName: "a.example" }, { ...age, DriverName: "a.example" }],
    ["node.k8s.io", "RuntimeClass", "", { handler: "runc" }, { ...age, Handler: "runc" }],
    [
      "networking.k8s.io",
      "IPAddress",
      "of a Service",
      { spec: { parentRef: { resource: "services", namespace: "default", name: "web" } } },
      { ...age, ParentRef: "services/default/web" },
    ],
    [
      "networking.k8s.io",
      "IPAddress",
      "of an object of a group",
      { spec: { parentRef: { group: "example.com", resource: "Gateways", name: "web" } } },
      { ...age, ParentRef: "gateways.example.com/web" },
    ],
    ["networking.k8s.io", "IPAddress", "of none", { spec: {} }, { ...age, ParentRef: "<none>" }],
    [
      "networking.k8s.io",
      "ServiceCIDR",
      "of two ranges",
      { spec: { cidrs: ["10.96.0.0/12", "fd00::/112"] } },
      { ...age, CIDRs: "10.96.0.0/12,fd00::/112" },
    ],
    ["resource.k8s.io", "DeviceClass", "", { spec: {} }, age],
    ["resource.k8s.io", "ResourceClaimTemplate", "", { spec: {} }, age],
    ["resource.k8s.io", "ResourceClaim", "that is new", { spec: {} }, { ...age, State: "pending" }],
    ["resource.k8s.io", "ResourceClaim", "allocated", { status: { allocation: {} } }, { ...age, State: "allocated" }],
    [
      "resource.k8s.io",
      "ResourceClaim",
      "reserved",
      { status: { allocation: {}, reservedFor: [{ uid: "1" }] } },
      { ...age, State: "allocated,reserved" },
    ],
    [
      "resource.k8s.io",
      "ResourceClaim",
      "that is being deleted",
      { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" }, status: { allocation: {} } },
      { ...age, State: "deleted,allocated" },
    ],
    [
      "resource.k8s.io",
      "ResourceSlice",
      "",
      { spec: gpu },
      { ...age, Node: "node-1", Driver: "gpu.example.com", Pool: "node-1" },
    ],
    [
      "flowcontrol.apiserver.k8s.io",
      "FlowSchema",
      "that dangles",
      {
        spec: {
          priorityLevelConfiguration: { name: "gone" },
          matchingPrecedence: 100,
          distinguisherMethod: { type: "ByUser" },
        },
        status: { conditions: [{ type: "Dangling", status: "True" }] },
      },
      {
        ...age,
        PriorityLevel: "gone",
        MatchingPrecedence: 100,
        DistinguisherMethod: "ByUser",
        MissingPL: "True",
      },
    ],
    [
      "flowcontrol.apiserver.k8s.io",
      "FlowSchema",
      "that is new",
      { spec: { priorityLevelConfiguration: { name: "exempt" }, matchingPrecedence: 1 } },
      { ...age, PriorityLevel: "exempt", MatchingPrecedence: 1, DistinguisherMethod: "<none>", MissingPL: "?" },
    ],
    [
      "flowcontrol.apiserver.k8s.io",
      "PriorityLevelConfiguration",
      "with queues",
      {
        spec: {
          type: "Limited",
          limited: {
            nominalConcurrencyShares: 30,
            limitResponse: { type: "Queue", queuing: { queues: 64, handSize: 6, queueLengthLimit: 50 } },
          },
        },
      },
      {
        ...age,
        Type: "Limited",
        NominalConcurrencyShares: 30,
        Queues: 64,
        HandSize: 6,
        QueueLengthLimit: 50,
      },
    ],
    [
      "flowcontrol.apiserver.k8s.io",
      "PriorityLevelConfiguration",
      "without limits",
      { spec: { type: "Exempt", exempt: {} } },
      {
        ...age,
        Type: "Exempt",
        NominalConcurrencyShares: "<none>",
        Queues: "<none>",
        HandSize: "<none>",
        QueueLengthLimit: "<none>",
      },
    ],
    [
      "apiregistration.k8s.io",
      "APIService",
      "that is local",
      { spec: {}, status: { conditions: [{ type: "Available", status: "True", reason: "Local" }] } },
      { ...age, Service: "Local", Available: "True" },
    ],
    [
      "apiregistration.k8s.io",
      "APIService",
      "of a missing Service",
      {
        spec: { service: { namespace: "default", name: "api" } },
        status: { conditions: [{ type: "Available", status: "False", reason: "ServiceNotFound" }] },
      },
      { ...age, Service: "default/api", Available: "False (ServiceNotFound)" },
    ],
    [
      "apiregistration.k8s.io",
      "APIService",
      "that is new",
      { spec: {} },
      { ...age, Service: "Local", Available: "Unknown" },
    ],
  ])("%s %s %s", (group, kind, _title, item, cells) => {
    expect(row(group, kind, item)).toEqual(cells);
  });
});
