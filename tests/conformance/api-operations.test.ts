import { describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { type ApiOperations, changed, playApiOperations } from "./support/play-api-operations.js";
import { useCluster } from "./support/use-cluster.js";

// Upstream's e2e tests of kinds that are only stored: test/e2e/apimachinery/flowcontrol.go, validatingadmissionpolicy.go,
// test/e2e/common/node/runtimeclass.go, test/e2e/storage/csistoragecapacity.go, csi_inline.go, csi_node.go, volume_attachment.go,
// test/e2e/network/service_cidrs.go. Titles are theirs.

const nobody = { kind: "User", user: { name: "example-e2e-non-existent-user" } };
const resourceRule = { operations: ["CREATE"], apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments"] };

const admission = { group: "admissionregistration.k8s.io", version: "v1" };
const flowControl = { group: "flowcontrol.apiserver.k8s.io", version: "v1" };
const storage = { group: "storage.k8s.io", version: "v1" };

const operations: readonly (readonly [title: string, operations: ApiOperations])[] = [
  [
    "API priority and fairness should support FlowSchema API operations",
    {
      ...flowControl,
      resource: "flowschemas",
      kind: "FlowSchema",
      object: {
        spec: {
          matchingPrecedence: 10_000,
          priorityLevelConfiguration: { name: "global-default" },
          distinguisherMethod: { type: "ByUser" },
          rules: [{ subjects: [nobody], nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }] }],
        },
      },
      patch: { spec: { matchingPrecedence: 9999 } },
      update: { spec: { matchingPrecedence: 9000 } },
      status: true,
    },
  ],
  [
    "API priority and fairness should support PriorityLevelConfiguration API operations",
    {
      ...flowControl,
      resource: "prioritylevelconfigurations",
      kind: "PriorityLevelConfiguration",
      object: {
        spec: { type: "Limited", limited: { nominalConcurrencyShares: 2, limitResponse: { type: "Reject" } } },
      },
      patch: { spec: { limited: { nominalConcurrencyShares: 4 } } },
      update: { spec: { limited: { nominalConcurrencyShares: 6 } } },
      status: true,
    },
  ],
  [
    "ValidatingAdmissionPolicy should support ValidatingAdmissionPolicy API operations",
    {
      ...admission,
      resource: "validatingadmissionpolicies",
      kind: "ValidatingAdmissionPolicy",
      object: {
        spec: {
          validations: [{ expression: "object.spec.replicas <= 100" }],
          matchConstraints: { resourceRules: [resourceRule] },
        },
      },
      patch: { spec: { failurePolicy: "Ignore" } },
      update: { spec: { failurePolicy: "Fail" } },
      status: true,
    },
  ],
  [
    "ValidatingAdmissionPolicy should support ValidatingAdmissionPolicyBinding API operations",
    {
      ...admission,
      resource: "validatingadmissionpolicybindings",
      kind: "ValidatingAdmissionPolicyBinding",
      object: { spec: { policyName: "replicalimit-policy.example.com", validationActions: ["Deny"] } },
      patch: { spec: { validationActions: ["Deny"] } },
    },
  ],
  [
    "RuntimeClass should support RuntimeClasses API operations",
    {
      group: "node.k8s.io",
      version: "v1",
      resource: "runtimeclasses",
      kind: "RuntimeClass",
      object: { handler: "conformance-handler" },
    },
  ],
  [
    "CSIStorageCapacity should support CSIStorageCapacities API operations",
    {
      ...storage,
      resource: "csistoragecapacities",
      kind: "CSIStorageCapacity",
      namespace: "default",
      object: { storageClassName: "e2e.example.com" },
    },
  ],
  [
    "CSIInlineVolumes should run through the lifecycle of a CSIDriver",
    {
      ...storage,
      resource: "csidrivers",
      kind: "CSIDriver",
      object: {
        spec: { volumeLifecycleModes: ["Persistent", "Ephemeral"], fsGroupPolicy: "ReadWriteOnceWithFSType" },
      },
    },
  ],
  [
    "CSINodes should run through the lifecycle of a csinode",
    { ...storage, resource: "csinodes", kind: "CSINode", object: { spec: { drivers: [] } } },
  ],
  [
    "VolumeAttachment should run through the lifecycle of a VolumeAttachment",
    {
      ...storage,
      resource: "volumeattachments",
      kind: "VolumeAttachment",
      object: {
        spec: {
          attacher: "e2e-test.storage.k8s.io",
          nodeName: "hollow-node-0",
          source: { persistentVolumeName: "pv-e2e" },
        },
        status: { attached: false },
      },
    },
  ],
];

describe("upstream's e2e tests of API operations", () => {
  let admin: ApiClient;
  useCluster((cluster) => {
    ({ admin } = cluster);
  });

  it.each(operations)("%s", async (_, steps) => {
    await playApiOperations(admin, steps);
  });

  it("CSINodes should run through the lifecycle of a csinode: protobuf clients send no drivers at all", async () => {
    const path = "/apis/storage.k8s.io/v1/csinodes";
    const { metadata } = await admin.create(path, { metadata: { name: "e2e-csinode" }, spec: { drivers: null } });
    const label = { metadata: { labels: { [metadata.name]: "patched" } } };
    expect(await admin.patch(`${path}/${metadata.name}`, label, "strategic")).toMatchObject(label);
    await admin.delete(`${path}/${metadata.name}`);
  });

  it("VolumeAttachment should apply changes to a volumeattachment status", async () => {
    const path = "/apis/storage.k8s.io/v1/volumeattachments/va-e2e";
    const created = await admin.create("/apis/storage.k8s.io/v1/volumeattachments", {
      metadata: { uid: "va-e2e", name: "va-e2e" },
      spec: {
        attacher: "e2e-test.storage.k8s.io",
        nodeName: "hollow-node-0",
        source: { persistentVolumeName: "pv-e2e" },
      },
      status: { attached: false },
    });
    expect(created.metadata.name).toBe("va-e2e");
    expect(created.metadata.uid).not.toBe("va-e2e");
    await admin.patch(path, { metadata: { labels: { "va-e2e": "patched" } } });
    expect((await admin.get(`${path}/status`)).status).toEqual({ attached: false });
    expect((await admin.patch(`${path}/status`, { status: { attached: true } })).status).toEqual({ attached: true });
    const updated = await changed(
      admin,
      path,
      (current) => ({ ...current, status: { ...current.status, attached: false } }),
      "/status",
    );
    expect(updated.status).toEqual({ attached: false });
    await admin.delete(path);
    await expect(admin.get(path)).rejects.toMatchObject({ code: 404 });
  });

  it("CSIInlineVolumes should support CSIVolumeSource in Pod API", async () => {
    const pods = "/api/v1/namespaces/default/pods";
    const volumes = [
      { name: "csi-inline-vol1", csi: { driver: "e2e.example.com" } },
      { name: "csi-inline-vol2", csi: { driver: "e2e.example.com", fsType: "ext4", readOnly: true } },
    ];
    const volumeMounts = volumes.map(({ name }, index) => ({ name, mountPath: `/mnt/vol${index}` }));
    const pod = {
      metadata: { name: "pod-csi-inline-volumes" },
      spec: {
        volumes,
        containers: [{ name: "c", image: "busybox", command: ["sh", "-c", "ls /mnt/*"], volumeMounts }],
      },
    };
    const created = await admin.create(pods, pod);
    await expect(admin.create(pods, pod)).rejects.toMatchObject({ code: 409 });
    const read = await admin.get(`${pods}/${pod.metadata.name}`);
    expect(read.metadata.uid).toBe(created.metadata.uid);
    expect(read.spec.volumes.slice(0, 2)).toEqual(volumes);
    const annotations = { patched: "true" };
    expect(await admin.patch(`${pods}/${pod.metadata.name}`, { metadata: { annotations } })).toMatchObject({
      metadata: { annotations },
    });
    await admin.delete(`${pods}/${pod.metadata.name}`);
    const gone = await admin.get(`${pods}/${pod.metadata.name}`).catch((error: AnyObject) => error);
    expect(gone.code === 404 || gone.metadata.deletionTimestamp !== undefined).toBe(true);
  });

  it("ServiceCIDR and IPAddress API should support ServiceCIDR API operations", async () => {
    const path = "/apis/networking.k8s.io/v1/servicecidrs";
    const { metadata } = await admin.get(`${path}/kubernetes`);
    expect(await admin.get(`${path}/kubernetes/status`)).toMatchObject({
      apiVersion: "networking.k8s.io/v1",
      kind: "ServiceCIDR",
      metadata: { uid: metadata.uid },
    });
    expect((await admin.get(path)).items).not.toEqual([]);
    const watch = await admin.watch(path);
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "kubernetes" } } });
    watch.stop();
  });

  it("ServiceCIDR and IPAddress API should support IPAddress API operations", async () => {
    const path = "/apis/networking.k8s.io/v1/ipaddresses";
    const parentRef = { group: "mygroup", resource: "myresources", namespace: "foo", name: "bar" };
    const address = (name: string, type: string) => ({ metadata: { name, labels: { type } }, spec: { parentRef } });
    const created = await admin.create(path, address("255.255.255.255", "broadcast"));
    await admin.create(path, address("fe80::42:1dff:fe84:f9e2", "link-local"));
    const annotations = { patched: "true" };
    const patched = await admin.patch(`${path}/255.255.255.255`, { metadata: { annotations } });
    expect(patched.metadata.annotations).toEqual(annotations);
    expect(Number(patched.metadata.resourceVersion)).toBeGreaterThan(Number(created.metadata.resourceVersion));
    const updated = await changed(admin, `${path}/255.255.255.255`, (current) => ({
      ...current,
      metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, updated: "true" } },
    }));
    expect(updated.metadata.annotations).toEqual({ patched: "true", updated: "true" });
    expect((await admin.get(`${path}?labelSelector=type=broadcast`)).items).toHaveLength(1);
    const watch = await admin.watch(`${path}?labelSelector=type=broadcast`);
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "255.255.255.255" } } });
    watch.stop();
    await admin.delete(`${path}/255.255.255.255`);
    await admin.delete(`${path}?labelSelector=type=link-local`);
    expect((await admin.get(`${path}?labelSelector=type=link-local`)).items).toEqual([]);
  });
});
