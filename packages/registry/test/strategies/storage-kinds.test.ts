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

it("PersistentVolumeClaim: is Pending, and protected", async () => {
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

it("PersistentVolumeClaim: spec is immutable, but for the volume that it gets", async () => {
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

it("PersistentVolumeClaim: gets a storage class once", async () => {
  const first = (stored: Sent) => withSpec(stored, { storageClassName: "one" });
  expect(await updateProblems(claim(), first)).toEqual([]);
  const [problem] = await updateProblems(claim({ storageClassName: "two" }), first);
  expect(problem).toContain('\n- "StorageClassName": "two",\n+ "StorageClassName": "one",\n');
});

it("PersistentVolume: is Pending, protected, and kept", async () => {
  const { metadata, spec, status } = await created(volume());
  expect((metadata as Sent).finalizers).toEqual(["kubernetes.io/pv-protection"]);
  expect(spec).toMatchObject({ persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" });
  expect(status).toEqual({ phase: "Pending" });
});

it("cases API 14: PersistentVolume: its source never changes, and the refusal shows how it would have", async () => {
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

it("StorageClass: deletes at once by default, and never changes", async () => {
  expect(await created(storageClass())).toMatchObject({ reclaimPolicy: "Delete", volumeBindingMode: "Immediate" });
  const change = (stored: Sent) => ({ ...stored, provisioner: "example.com/tape" });
  expect(await updateProblems(storageClass(), change)).toContain(
    "provisioner: Forbidden: updates to provisioner are forbidden.",
  );
});

it("StatefulSet: its claims say what they are", async () => {
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
