import { describe, expect, it } from "vitest";
import { createProblems, pod, type Sent, updateProblems, withSpec } from "./attempts.js";

const volumeProblems = async (source: Sent) =>
  (await createProblems(pod({ volumes: [{ name: "v", ...source }] }))).map((text) =>
    text.replace("spec.volumes[0].", ""),
  );
const volume = (spec: Sent): Sent => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: "one" },
  spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], ...spec },
});
const required = (...fields: readonly string[]) => fields.map((field) => `${field}: Required value`);

describe("spec.volumes[0] of a Pod", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["only names", { rbd: {}, name: "v" }, required("rbd.monitors", "rbd.image")],
    ["cephfs", { cephfs: { monitors: [] } }, required("cephfs.monitors")],
    ["glusterfs", { glusterfs: {} }, required("glusterfs.endpoints", "glusterfs.path")],
    ["scaleIO", { scaleIO: {} }, required("scaleIO.gateway", "scaleIO.system", "scaleIO.volumeName")],
    ["cinder", { cinder: { secretRef: {} } }, required("cinder.volumeID", "cinder.secretRef.name")],
    [
      "gcePersistentDisk, reported as persistentDisk",
      { gcePersistentDisk: { partition: 256 } },
      [
        "persistentDisk.pdName: Required value",
        "persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive",
      ],
    ],
    [
      "nfs",
      { nfs: { server: "a" } },
      ["nfs.path: Required value", 'nfs.path: Invalid value: "": must be an absolute path'],
    ],
    [
      "flocker",
      { flocker: { datasetName: "a/b", datasetUUID: "c" } },
      [
        'flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously',
        "flocker.datasetName: Invalid value: \"a/b\": must not contain '/'",
      ],
    ],
    [
      "fc",
      { fc: { targetWWNs: ["a"], wwids: ["b"] } },
      [
        'fc.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously',
        "fc.lun: Required value: lun is required if targetWWNs is specified",
      ],
    ],
    [
      "iscsi",
      { iscsi: { targetPortal: "a", iqn: "x", lun: 256, chapAuthSession: true } },
      [
        'iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
        "iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive",
        "iscsi.secretRef: Required value",
      ],
    ],
    [
      "flexVolume",
      { flexVolume: { driver: "a", options: { "k8s.io/x": "1", "example.com/x": "2" } } },
      ['flexVolume.options[k8s.io/x]: Invalid value: "k8s.io/x": kubernetes.io and k8s.io namespaces are reserved'],
    ],
    [
      "azureDisk",
      { azureDisk: { diskName: "a", diskURI: "x", kind: "Managed", cachingMode: "All", readOnly: false } },
      [
        'azureDisk.cachingMode: Unsupported value: "All": supported values: "None", "ReadOnly", "ReadWrite"',
        'azureDisk.diskURI: Unsupported value: "x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
      ],
    ],
    [
      "csi",
      { csi: { nodePublishSecretRef: {} } },
      [...required("csi.driver"), ...required("csi.nodePublishSecretRef.name")],
    ],
    [
      "gitRepo",
      { gitRepo: { directory: ".." } },
      ["gitRepo.repository: Required value", "gitRepo.directory: Invalid value: \"..\": must not contain '..'"],
    ],
    [
      "ephemeral",
      {
        ephemeral: {
          volumeClaimTemplate: { metadata: { uid: "u", name: "x", namespace: "" }, spec: { resources: {} } },
        },
      },
      [
        "ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set",
        "ephemeral.volumeClaimTemplate.metadata.uID: Forbidden: cannot be set",
        "ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required",
        "ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value",
      ],
    ],
    [
      "projected sources with the same file",
      {
        projected: {
          sources: [
            { secret: { name: "a", items: [{ key: "k", path: "x" }] } },
            { configMap: { name: "b", items: [{ key: "k", path: "x" }] } },
          ],
        },
      },
      ['projected: Invalid value: "b": conflicting duplicate paths'],
    ],
    [
      "two sources, in upstream's order",
      { configMap: { name: "a" }, hostPath: { path: "/x" } },
      ["configMap: Forbidden: may not specify more than 1 volume type"],
    ],
  ])("%s", async (_title, source, expected) => {
    const found = await volumeProblems(source);
    expect(found.filter((text) => !text.includes("dns") && !text.includes("RFC 1123"))).toEqual(expected);
  });
});

describe("the source of a PersistentVolume", () => {
  const path = (texts: readonly string[]) => texts.map((text) => `spec.${text}`);
  it.each<[string, Sent, readonly string[]]>([
    ["none", {}, ["spec: Required value: must specify a volume type"]],
    [
      "csi",
      { csi: { driver: "d", nodeExpandSecretRef: {} } },
      path(required("csi.volumeHandle", "csi.nodeExpandSecretRef.name", "csi.nodeExpandSecretRef.namespace")),
    ],
    [
      "local",
      { local: { path: "a/.." } },
      [
        "spec.local.path: Invalid value: \"a/..\": must not contain '..'",
        "spec.nodeAffinity: Required value: Local volume requires node affinity",
      ],
    ],
    [
      "nodeAffinity",
      { hostPath: { path: "/x" }, nodeAffinity: { required: { nodeSelectorTerms: [] } } },
      ["spec.nodeAffinity.required.nodeSelectorTerms: Required value: must have at least one node selector term"],
    ],
    [
      "recycling the root",
      { hostPath: { path: "/" }, persistentVolumeReclaimPolicy: "Recycle" },
      ["spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"],
    ],
    [
      "a class of attributes",
      { hostPath: { path: "/x" }, volumeAttributesClassName: "" },
      [
        "spec.volumeAttributesClassName: Required value: an empty string is disallowed",
        "spec.csi: Required value: has to be specified when using volumeAttributesClassName",
      ],
    ],
    [
      "glusterfs",
      { glusterfs: { endpoints: "a", path: "b", endpointsNamespace: "" } },
      [
        'spec.glusterfs.endpointsNamespace: Invalid value: "": if the endpointnamespace is set, it must be a valid namespace name',
      ],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(volume(spec))).toEqual(expected);
  });

  it("nodeAffinity may replace deprecated labels, and is otherwise immutable", async () => {
    const affinity = (key: string) => ({
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: "Exists" }] }] } },
    });
    const sent = volume({ hostPath: { path: "/x" }, ...affinity("beta.kubernetes.io/os") });
    expect(await updateProblems(sent, (stored) => withSpec(stored, affinity("kubernetes.io/os")))).toEqual([]);
    const [problem] = await updateProblems(sent, (stored) => withSpec(stored, affinity("kubernetes.io/arch")));
    expect(problem).toMatch(
      /^nodeAffinity: Invalid value: .*: field is immutable, except for updating from beta label to GA$/,
    );
  });
});
