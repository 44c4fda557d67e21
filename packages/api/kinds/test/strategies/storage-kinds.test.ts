import { expect, it } from "vitest";
import { created, createProblems, type Sent, updateProblems, withSpec, workload } from "./attempts.js";

const namespaced = { name: "one", namespace: "default" };
const object = (apiVersion: string, kind: string, rest: Sent, metadata: Sent = namespaced): Sent => ({
  apiVersion,
  kind,
  metadata,
  ...rest,
});

const claim = (spec: Sent = {}) =>
  object("v1", "PersistentVolumeClaim", {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  });
const volume = (spec: Sent = {}) =>
  object(
    "v1",
    "PersistentVolume",
    { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/x" }, ...spec } },
    { name: "one" },
  );
const storageClass = (rest: Sent = {}) =>
  object("storage.k8s.io/v1", "StorageClass", { provisioner: "example.com/disk", ...rest }, { name: "one" });

it("PersistentVolumeClaim: is Pending, and has the protection finalizer", async () => {
  const { metadata, spec, status } = await created(claim());
  expect((metadata as Sent).finalizers).toEqual(["kubernetes.io/pvc-protection"]);
  expect((spec as Sent).volumeMode).toBe("Filesystem");
  expect(status).toEqual({ phase: "Pending" });
});

it.each<[string, Sent, readonly string[]]>([
  ["spec.accessModes", { accessModes: [] }, ["spec.accessModes: Required value: at least 1 access mode is required"]],
  ["spec.resources", { resources: {} }, ["spec.resources[storage]: Required value"]],
  [
    "spec.volumeMode",
    { volumeMode: "Tape" },
    ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"'],
  ],
])("PersistentVolumeClaim: %s", async (_title, spec, expected) => {
  expect(await createProblems(claim(spec))).toEqual(expected);
});

it("PersistentVolumeClaim: spec is immutable, except for the volume's name", async () => {
  expect(await updateProblems(claim(), (stored) => withSpec(stored, { volumeName: "one" }))).toEqual([]);
  expect(await updateProblems(claim(), (stored) => withSpec(stored, { accessModes: ["ReadWriteMany"] }))).toEqual([
    `spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims
@@ -1,6 +1,6 @@
 {
  "AccessModes": [
-  "ReadWriteOnce"
+  "ReadWriteMany"
  ],
  "Selector": null,
  "Resources": {
`,
  ]);
});

it("PersistentVolumeClaim: its storage class can be set once", async () => {
  const first = (stored: Sent) => withSpec(stored, { storageClassName: "one" });
  expect(await updateProblems(claim(), first)).toEqual([]);
  const [problem] = await updateProblems(claim({ storageClassName: "two" }), first);
  expect(problem).toContain('\n- "StorageClassName": "two",\n+ "StorageClassName": "one",\n');
});

it("PersistentVolume: is Pending, has the protection finalizer, and is retained", async () => {
  const { metadata, spec, status } = await created(volume());
  expect((metadata as Sent).finalizers).toEqual(["kubernetes.io/pv-protection"]);
  expect(spec).toMatchObject({ persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" });
  expect(status).toEqual({ phase: "Pending" });
});

it("cases API 14: PersistentVolume: its source is immutable, and the error contains a diff", async () => {
  const change = (stored: Sent) => withSpec(stored, { hostPath: { path: "/y", type: "" } });
  expect(await updateProblems(volume(), change)).toEqual([
    `spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation
@@ -2,7 +2,7 @@
  "GCEPersistentDisk": null,
  "AWSElasticBlockStore": null,
  "HostPath": {
-  "Path": "/x",
+  "Path": "/y",
   "Type": ""
  },
  "Glusterfs": null,
`,
  ]);
});

it("PersistentVolume: spec.capacity", async () => {
  expect(await createProblems(volume({ capacity: { storage: "0" } }))).toEqual([
    'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
  ]);
});

it("StorageClass: defaults to Delete, and is immutable", async () => {
  expect(await created(storageClass())).toMatchObject({ reclaimPolicy: "Delete", volumeBindingMode: "Immediate" });
  const change = (stored: Sent) => ({ ...stored, provisioner: "example.com/tape" });
  expect(await updateProblems(storageClass(), change)).toContain(
    "provisioner: Forbidden: updates to provisioner are forbidden.",
  );
});

const topologies = (...terms: readonly Sent[]) => ({ allowedTopologies: terms });
const zones = (key: string, ...values: readonly string[]) => ({ matchLabelExpressions: [{ key, values }] });
const qualified =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

it.each<[string, Sent, readonly string[]]>([
  ["a provisioner", { provisioner: "" }, ["provisioner: Required value"]],
  ["a provisioner of any case", { provisioner: "Example.com/Disk" }, []],
  [
    "a provisioner must be a valid name, reported in lower case",
    { provisioner: "Disk_" },
    [`provisioner: Invalid value: "disk_": ${qualified}`],
  ],
  ["parameters with keys", { parameters: { "": "x" } }, ['parameters: Invalid value: "": field can not be empty.']],
  [
    "at most 512 parameters",
    { parameters: Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`key-${index}`, ""])) },
    ["parameters: Too long: may not be more than 512 bytes"],
  ],
  [
    "at most 256 kB of them, keys included",
    { parameters: { k: "é".repeat(128 * 1024) } },
    ["parameters: Too long: may not be more than 262144 bytes"],
  ],
  [
    "a known policy",
    { reclaimPolicy: "Recycle" },
    ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"'],
  ],
  [
    "a known mode",
    { volumeBindingMode: "Later" },
    ['volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"'],
  ],
  [
    "topologies with values",
    topologies(zones("zone")),
    ["allowedTopologies[0].matchLabelExpressions[0].values: Required value"],
  ],
  [
    "values must be unique",
    topologies(zones("zone", "a", "a")),
    ['allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "a"'],
  ],
  [
    "keys must be valid",
    topologies(zones("_", "a")),
    [`allowedTopologies[0].matchLabelExpressions[0].key: Invalid value: "_": ${qualified}`],
  ],
  [
    "keys must be unique",
    topologies({
      matchLabelExpressions: [zones("zone", "a"), zones("zone", "b")].flatMap((one) => one.matchLabelExpressions),
    }),
    ['allowedTopologies[0].matchLabelExpressions[1].key: Duplicate value: "zone"'],
  ],
  [
    "terms must be unique, in whatever order of their values",
    topologies(zones("zone", "a", "b"), zones("zone", "b", "a")),
    ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""'],
  ],
  [
    "empty terms are refused, reported by upstream as duplicates of as many as there are terms",
    topologies({ matchLabelExpressions: [] }),
    ['allowedTopologies[0].matchLabelExpressions: Duplicate value: ""'],
  ],
])("StorageClass: %s", async (_title, rest, expected) => {
  expect(await createProblems(storageClass(rest))).toEqual(expected);
});

it("StorageClass: a hundred thousand empty terms result in a bounded list of errors", async () => {
  const terms = Array.from({ length: 100_000 }, () => ({ matchLabelExpressions: [] }));
  const problems = await createProblems(storageClass(topologies(...terms)));
  expect(problems.at(-1)).toBe(": Too many: there are more faults than these");
});

it("StorageClass: immutable fields are reported individually", async () => {
  const change = (stored: Sent) => ({
    ...stored,
    parameters: { k: "v" },
    provisioner: "example.com/tape",
    reclaimPolicy: "Retain",
    volumeBindingMode: "WaitForFirstConsumer",
  });
  expect(await updateProblems(storageClass(), change)).toEqual([
    "parameters: Forbidden: updates to parameters are forbidden.",
    "provisioner: Forbidden: updates to provisioner are forbidden.",
    "reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.",
    'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
  ]);
  const others = (stored: Sent) => ({ ...stored, mountOptions: ["ro"], allowVolumeExpansion: true });
  expect(await updateProblems(storageClass(), others)).toEqual([]);
});

it("StatefulSet: its claim templates have a type", async () => {
  const volumeClaimTemplates = [{ metadata: { name: "data" }, spec: claim().spec }];
  const { spec } = await created(workload("StatefulSet", { serviceName: "one", volumeClaimTemplates }));
  expect((spec as { volumeClaimTemplates: Sent[] }).volumeClaimTemplates).toEqual([
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: { ...(claim().spec as Sent), volumeMode: "Filesystem" },
      status: { phase: "Pending" },
    },
  ]);
});
