import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updated, updateProblems, withSpec } from "./attempts.js";

const of = (kind: string, rest: Sent, name = "one"): Sent => ({
  apiVersion: "storage.k8s.io/v1",
  kind,
  metadata: { name },
  ...rest,
});
const driver = (spec: Sent = {}) => of("CSIDriver", { spec });
const node = (...drivers: readonly Sent[]) => of("CSINode", { spec: { drivers } });
const attachment = (spec: Sent = {}) =>
  of("VolumeAttachment", {
    spec: { attacher: "csi.example.com", nodeName: "node", source: { persistentVolumeName: "pv" }, ...spec },
  });
const capacity = (rest: Sent = {}): Sent => ({
  ...of("CSIStorageCapacity", { storageClassName: "fast", ...rest }),
  metadata: { name: "one", namespace: "default" },
});
const attributes = (rest: Sent = {}) =>
  of("VolumeAttributesClass", { driverName: "csi.example.com", parameters: { iops: "100" }, ...rest });

describe("A CSIDriver", () => {
  it("gets upstream's defaults, and no generation", async () => {
    const { spec, metadata } = await created(driver());
    expect(spec).toEqual({
      attachRequired: true,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      podInfoOnMount: false,
      requiresRepublish: false,
      seLinuxMount: false,
      storageCapacity: false,
      volumeLifecycleModes: ["Persistent"],
    });
    expect(metadata).not.toHaveProperty("generation");
  });

  it.each<[string, Sent, readonly string[]]>([
    ["takes token requests", { tokenRequests: [{ audience: "" }, { audience: "a", expirationSeconds: 600 }] }, []],
    [
      "has audiences once",
      { tokenRequests: [{ audience: "a" }, { audience: "a" }] },
      ['spec.tokenRequests[1].audience: Duplicate value: "a"'],
    ],
    [
      "has tokens of ten minutes or more",
      { tokenRequests: [{ audience: "a", expirationSeconds: 599 }] },
      ["spec.tokenRequests[0].expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes"],
    ],
    [
      "has tokens of 2^32 seconds at most",
      { tokenRequests: [{ audience: "a", expirationSeconds: 4_294_967_297 }] },
      [
        "spec.tokenRequests[0].expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds",
      ],
    ],
    [
      "has a known fsGroupPolicy",
      { fsGroupPolicy: "Always" },
      ['spec.fsGroupPolicy: Unsupported value: "Always": supported values: "File", "None", "ReadWriteOnceWithFSType"'],
    ],
    [
      "has known lifecycles",
      { volumeLifecycleModes: ["Forever"] },
      ['spec.volumeLifecycleModes: Unsupported value: "Forever": supported values: "Persistent", "Ephemeral"'],
    ],
    ["loses fields behind a disabled gate", { nodeAllocatableUpdatePeriodSeconds: 1 }, []],
  ])("%s", async (_, spec, expected) => {
    expect(await createProblems(driver(spec))).toEqual(expected);
  });

  it("cannot change whether it attaches, and its lifecycles", async () => {
    const change = (stored: Sent) => withSpec(stored, { attachRequired: false, volumeLifecycleModes: ["Ephemeral"] });
    expect(await updateProblems(driver(), change)).toEqual([
      "spec.attachedRequired: Invalid value: false: field is immutable",
      'spec.volumeLifecycleModes: Invalid value: ["Ephemeral"]: field is immutable',
    ]);
  });

  it("has a generation from the first change of its tokens on", async () => {
    const republish = await updated(driver(), (stored) => withSpec(stored, { requiresRepublish: true }));
    expect(republish.after.metadata).toMatchObject({ generation: 1 });
    const other = await updated(driver(), (stored) => withSpec(stored, { storageCapacity: true }));
    expect(other.after.metadata).not.toHaveProperty("generation");
  });
});

describe("A CSINode", () => {
  it.each<[string, readonly Sent[], readonly string[]]>([
    ["may have long node identifiers", [{ name: "a", nodeID: "x".repeat(256) }], []],
    [
      "has identifiers of 256 characters at most",
      [{ name: "a", nodeID: "x".repeat(257) }],
      [`spec.drivers[0].nodeID: Invalid value: "${"x".repeat(257)}": must be 256 characters or less`],
    ],
    [
      "has drivers once, with identifiers",
      [
        { name: "a", nodeID: "1" },
        { name: "a", nodeID: "" },
      ],
      ["spec.drivers[1].nodeID: Required value", 'spec.drivers[1].name: Duplicate value: "a"'],
    ],
    [
      "has counts of zero or more",
      [{ name: "a", nodeID: "1", allocatable: { count: -1 } }],
      ["spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0"],
    ],
    [
      "has topology keys once",
      [{ name: "a", nodeID: "1", topologyKeys: ["zone", "zone"] }],
      ['spec.drivers[0]: Duplicate value: "zone"'],
    ],
  ])("%s", async (_, drivers, expected) => {
    expect(await createProblems(node(...drivers))).toEqual(expected);
  });

  it("gains and loses drivers, which do not change", async () => {
    const first = { name: "a", nodeID: "1" };
    const add = (stored: Sent) => withSpec(stored, { drivers: [first, { name: "b", nodeID: "2" }] });
    expect(await updateProblems(node(first), add)).toEqual([]);
    const change = (stored: Sent) => withSpec(stored, { drivers: [{ name: "a", nodeID: "2" }] });
    expect(await updateProblems(node(first), change)).toEqual([
      'spec.drivers: Invalid value: {"Name":"a","NodeID":"2","TopologyKeys":null,"Allocatable":null}: field is immutable',
    ]);
  });
});

describe("A VolumeAttachment", () => {
  const one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  const inline = { accessModes: ["ReadWriteOnce"], csi: { driver: "csi.example.com", volumeHandle: "h" } };

  it.each<[string, Sent, readonly string[]]>([
    ["may be of a volume", {}, []],
    ["may be of an inline volume", { source: { inlineVolumeSpec: inline } }, []],
    ["has a source", { source: {} }, [`spec.source: Required value: ${one}`]],
    [
      "has one source",
      { source: { persistentVolumeName: "pv", inlineVolumeSpec: inline } },
      [`spec.source: Forbidden: ${one}`],
    ],
    [
      "has a driver's name",
      { attacher: "-" },
      [expect.stringContaining('spec.attacher: Invalid value: "-": a lowercase RFC 1123 subdomain') as string],
    ],
    [
      "has only what an inline volume may have",
      {
        source: {
          inlineVolumeSpec: { ...inline, capacity: { storage: "1Gi" }, storageClassName: "fast", volumeMode: "Block" },
        },
      },
      [
        "spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context of inline volumes",
        "spec.source.inlineVolumeSpec.storageClassName: Forbidden: may not be specified in the context of inline volumes",
        "spec.source.inlineVolumeSpec.volumeMode: Forbidden: may not specify volumeMode other than Filesystem in the context of inline volumes",
      ],
    ],
  ])("%s", async (_, spec, expected) => {
    expect(await createProblems(attachment(spec))).toEqual(expected);
  });

  it("is not attached at first, and its inline volume gets no defaults of a PersistentVolume", async () => {
    const object = await created({
      ...attachment({ source: { inlineVolumeSpec: inline } }),
      status: { attached: true },
    });
    expect(object.status).toEqual({ attached: false });
    expect((object.spec as { source: Sent }).source.inlineVolumeSpec).toEqual(inline);
  });

  it("has an immutable spec", async () => {
    const [problem = ""] = await updateProblems(attachment(), (stored) => withSpec(stored, { nodeName: "other" }));
    expect(problem).toContain(
      'spec: Invalid value: {"Attacher":"csi.example.com","Source":{"PersistentVolumeName":"pv",',
    );
    expect(problem).toContain('"NodeName":"other"}: field is immutable');
  });

  it("has errors of 1024 bytes at most", async () => {
    const change = (stored: Sent) => ({
      ...stored,
      status: { attached: false, attachError: { message: "x".repeat(1025) } },
    });
    const long = "status.attachError.message: Too long: may not be more than 262144 bytes";
    expect(await updateProblems(attachment(), change, "status")).toEqual([long, long]);
  });
});

describe("A CSIStorageCapacity", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["may be of any size", { capacity: "0", maximumVolumeSize: "1Gi" }, []],
    ["has no negative size", { capacity: "-1" }, ['capacity: Invalid value: "-1": must be greater than or equal to 0']],
    [
      "has a valid topology",
      { nodeTopology: { matchExpressions: [{ key: "zone", operator: "In" }] } },
      ["nodeTopology.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"],
    ],
  ])("%s", async (_, rest, expected) => {
    expect(await createProblems(capacity(rest))).toEqual(expected);
  });

  it("keeps its class and its topology", async () => {
    const change = (stored: Sent) => ({
      ...stored,
      storageClassName: "slow",
      nodeTopology: { matchLabels: { a: "b" } },
    });
    expect(await updateProblems(capacity(), change)).toEqual([
      'nodeTopology: Invalid value: {"matchLabels":{"a":"b"}}: field is immutable',
      'storageClassName: Invalid value: "slow": field is immutable',
    ]);
  });
});

describe("A VolumeAttributesClass", () => {
  it("has a driver and parameters", async () => {
    expect(await createProblems(attributes({ driverName: "", parameters: {} }))).toEqual([
      "driverName: Required value",
      "parameters: Required value: must contain at least one key/value pair",
    ]);
  });

  it("is immutable", async () => {
    const change = (stored: Sent) => ({ ...stored, driverName: "other.example.com", parameters: { iops: "1" } });
    expect(await updateProblems(attributes(), change)).toEqual([
      "driverName: Forbidden: updates to driverName are forbidden.",
      "parameters: Forbidden: updates to parameters are forbidden.",
    ]);
  });
});
