import { type KubernetesObject, pods, type User } from "@engenho/core";
import type { Authorizer } from "@engenho/registry";
import { createCertificateRequest } from "@engenho/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { optionalAdmission } from "../../src/index.js";
import { nodeRestriction } from "../../src/node-restriction/node-restriction.js";
import { type PluginCall, pluginCalls } from "../support/plugin-calls.js";

const mynode: User = { name: "system:node:mynode", groups: ["system:nodes"] };
const bob: User = { name: "bob" };
const accepted = "";

type Fields = Readonly<Record<string, unknown>>;

function object(apiVersion: string, kind: string, name: string, more: Fields = {}, namespace?: string) {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), ...(more.metadata as Fields) };
  return { apiVersion, kind, ...more, metadata } as KubernetesObject;
}

const mirror = { annotations: { "kubernetes.io/config.mirror": "true" } };
const owner = (node: string, more: Fields = {}) => ({
  apiVersion: "v1",
  kind: "Node",
  name: node,
  uid: `${node}-uid`,
  controller: true,
  ...more,
});

interface PodOptions {
  readonly mirror?: boolean;
  readonly owners?: readonly Fields[];
  readonly spec?: Fields;
  readonly labels?: Fields;
  readonly status?: Fields;
}

function pod(name: string, node: string, options: PodOptions = {}): KubernetesObject {
  const isMirror = options.mirror === true || options.owners !== undefined || options.spec !== undefined;
  const metadata = {
    ...(isMirror ? { ...mirror, ownerReferences: options.owners ?? [owner(node)] } : {}),
    ...(options.labels === undefined ? {} : { labels: options.labels }),
  };
  const nodeName = node === "" ? {} : { nodeName: node };
  const spec = { ...nodeName, containers: [{ name: "c", image: "i" }], ...options.spec };
  const status = options.status === undefined ? {} : { status: options.status };
  return object("v1", "Pod", name, { metadata, spec, ...status }, "ns");
}

const node = (name: string, more: Fields = {}) => object("v1", "Node", name, more);
const claim = (name: string, volumeName: string) => {
  const resources = { requests: { storage: "1Gi" } };
  return object(
    "v1",
    "PersistentVolumeClaim",
    name,
    { spec: { accessModes: ["ReadWriteOnce"], resources, volumeName } },
    "ns",
  );
};
const volume = (name: string, source: Fields) => {
  const spec = { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], ...source };
  return object("v1", "PersistentVolume", name, { spec });
};
const driver = (name: string, audience: string) =>
  object("storage.k8s.io/v1", "CSIDriver", name, { spec: { tokenRequests: [{ audience }] } });
const token = (podName: string, uid: string, audiences: readonly string[] = ["foo"]) => {
  const boundObjectRef =
    podName === "" ? {} : { boundObjectRef: { apiVersion: "v1", kind: "Pod", name: podName, uid } };
  return object("authentication.k8s.io/v1", "TokenRequest", "sa", { spec: { audiences, ...boundObjectRef } }, "ns");
};
const lease = (name: string, namespace = "kube-node-lease") =>
  object("coordination.k8s.io/v1", "Lease", name, { spec: { holderIdentity: "mynode" } }, namespace);
const slice = (name: string, nodeName?: string) => {
  const pool = { name: "p", generation: 1, resourceSliceCount: 1 };
  const whose = nodeName === undefined ? { allNodes: true } : { nodeName };
  return object("resource.k8s.io/v1", "ResourceSlice", name, { spec: { driver: "d.example.com", pool, ...whose } });
};
const eviction = object("policy/v1", "Eviction", "any", {}, "ns");

const projectedToken = (audience: string) => ({
  name: "token",
  projected: { sources: [{ serviceAccountToken: { audience, path: "token" } }] },
});
const withVolume = (source: Fields) => ({ containers: [{ name: "c", image: "i" }], volumes: [source] });

let calls: Awaited<ReturnType<typeof pluginCalls>>;
let uidOf: (name: string) => string;
const denied: Authorizer = {
  authorize: ({ verb, resource, name }) =>
    verb === "request-serviceaccounts-token-audience" && resource === "allowed" && name === "sa"
      ? { decision: "Allow", reason: "" }
      : resource === "failing"
        ? { decision: "NoOpinion", reason: "", error: "store closed" }
        : { decision: "NoOpinion", reason: "" },
  rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
};

beforeAll(async () => {
  const others = [
    node("mynode"),
    node("othernode"),
    pod("mypod", "mynode"),
    pod("otherpod", "othernode"),
    pod("unboundpod", ""),
    object("v1", "Pod", "projected", { spec: { nodeName: "mynode", ...withVolume(projectedToken("foo")) } }, "ns"),
    ...[
      ["csi", { name: "v", csi: { driver: "csi.example.com" } }],
      ["csi-gone", { name: "v", csi: { driver: "gone.example.com" } }],
      ["claimed", { name: "v", persistentVolumeClaim: { claimName: "mine" } }],
      ["claimed-azure", { name: "v", persistentVolumeClaim: { claimName: "azure" } }],
      ["claimed-gone", { name: "v", persistentVolumeClaim: { claimName: "gone" } }],
      ["ephemeral", { name: "v", ephemeral: { volumeClaimTemplate: { spec: claimSpec } } }],
      ["azure", { name: "v", azureFile: { shareName: "s", secretName: "s" } }],
    ].map(([name, source]) =>
      object("v1", "Pod", name as string, { spec: { nodeName: "mynode", ...withVolume(source as Fields) } }, "ns"),
    ),
    driver("csi.example.com", "foo"),
    driver("file.csi.azure.com", "foo"),
    claim("mine", "pv"),
    claim("ephemeral-v", "pv"),
    claim("azure", "pv-azure"),
    volume("pv", { csi: { driver: "csi.example.com", volumeHandle: "h" } }),
    volume("pv-azure", { azureFile: { shareName: "s", secretName: "s", secretNamespace: "ns" } }),
    slice("mine", "mynode"),
    slice("all"),
  ];
  calls = await pluginCalls(others as KubernetesObject[], denied);
  uidOf = (name) => calls.stored(name).metadata.uid;
});

const claimSpec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** What the plugin says: `""` if it accepts. */
async function answer(call: PluginCall): Promise<string> {
  const said = await calls.call(nodeRestriction, { user: mynode, ...call });
  return said.type === "accepted" ? accepted : said.message;
}

function ownMirror(name: string, more: PodOptions = {}): KubernetesObject {
  return pod(name, "mynode", { owners: [owner("mynode", { uid: uidOf("Node/mynode") })], ...more });
}

describe("upstream noderestriction: Pods", () => {
  const podsOnNodes = [
    ["mypod", "mynode"],
    ["otherpod", "othernode"],
    ["unboundpod", ""],
  ] as const;

  it.each(podsOnNodes)("%s: only its kubelet deletes and evicts it, and writes its status", async (name, where) => {
    const stored = calls.stored(`Pod/${name}`);
    const request = { kind: "Pod", namespace: "ns", name } as const;
    const mine = where === "mynode";
    const refusedFor = (what: string) => (mine ? accepted : `pods "${name}" is forbidden: node ${what}`);
    expect(await answer({ ...request, operation: "DELETE" })).toBe(
      refusedFor('"mynode" can only delete pods with spec.nodeName set to itself'),
    );
    expect(await answer({ ...request, operation: "CREATE", subresource: "eviction", object: eviction })).toBe(
      refusedFor("mynode can only evict pods with spec.nodeName set to itself"),
    );
    const status = { ...request, subresource: "status", object: stored, oldObject: stored };
    expect(await answer({ ...status, operation: "UPDATE" })).toBe(
      refusedFor('"mynode" can only update pod status for pods with spec.nodeName set to itself'),
    );
    for (const operation of ["CREATE", "DELETE"] as const) {
      expect(await answer({ ...status, operation })).toContain(`forbidden: unexpected operation "${operation}"`);
    }
    for (const operation of ["UPDATE", "DELETE"] as const) {
      const refused = await answer({ ...request, subresource: "eviction", operation, object: eviction });
      expect(refused).toContain(`forbidden: unexpected operation ${operation}`);
    }
    expect(await answer({ ...request, operation: "UPDATE", object: stored, oldObject: stored })).toContain(
      'forbidden: unexpected operation "UPDATE", node "mynode" can only create and delete mirror pods',
    );
    expect(await answer({ ...request, operation: "CREATE", object: pod(name, where) })).toContain(
      'pod does not have "kubernetes.io/config.mirror" annotation, node "mynode" can only create mirror pods',
    );
    const created = await answer({ ...request, operation: "CREATE", object: pod(name, where, { mirror: true }) });
    if (!mine) expect(created).toContain('node "mynode" can only create pods with spec.nodeName set to itself');
  });

  it.each([
    ["its status with another label", { labels: { a: "b" } }, "cannot update labels through pod status"],
    [
      "claims of its status",
      { status: { resourceClaimStatuses: [{ name: "a", resourceClaimName: "b" }] } },
      "cannot update resource claim statues",
    ],
    [
      "claims of extended resources",
      { status: { extendedResourceClaimStatus: { resourceClaimName: "b", requestMappings: [] } } },
      "cannot update extended resource claim status",
    ],
  ])("forbids %s", async (_what, change, reason) => {
    const old = pod("mypod", "mynode");
    const changed = pod("mypod", "mynode", change as PodOptions);
    const request = {
      operation: "UPDATE",
      kind: "Pod",
      namespace: "ns",
      name: "mypod",
      subresource: "status",
    } as const;
    const expected = `pods "mypod" is forbidden: node "mynode" ${reason}`;
    expect(await answer({ ...request, object: changed, oldObject: old })).toBe(expected);
    expect(await answer({ ...request, object: old, oldObject: changed })).toBe(expected);
    expect(await answer({ ...request, object: changed, oldObject: changed })).toBe(accepted);
  });

  it("404s for Pods that do not exist", async () => {
    const request = { kind: "Pod", namespace: "ns", name: "gone" } as const;
    expect(await answer({ ...request, operation: "DELETE" })).toBe('pods "gone" not found');
    expect(await answer({ ...request, operation: "CREATE", subresource: "eviction", object: eviction })).toBe(
      'pods "gone" not found',
    );
  });

  it.each(["binding", "ephemeralcontainers", "resize"])("forbids the subresource %s", async (subresource) => {
    const stored = calls.stored("Pod/mypod");
    const request = { operation: "UPDATE", kind: "Pod", namespace: "ns", name: "mypod", subresource } as const;
    expect(await answer({ ...request, object: stored, oldObject: stored })).toBe(
      `pods "mypod" is forbidden: unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`,
    );
  });

  const owners: readonly (readonly [string, (uid: string) => readonly Fields[], string])[] = [
    ["itself", (uid) => [owner("mynode", { uid })], accepted],
    ["nobody", () => [], "can only create pods with an owner reference set to itself"],
    [
      "two",
      (uid) => [owner("mynode", { uid }), owner("mynode", { uid })],
      "can only create pods with a single owner reference set to itself",
    ],
    ["another node", () => [owner("othernode")], "can only create pods with an owner reference set to itself"],
    [
      "another kind",
      (uid) => [owner("mynode", { uid, kind: "Service" })],
      "can only create pods with an owner reference set to itself",
    ],
    [
      "an owner that is no controller",
      (uid) => [owner("mynode", { uid, controller: false })],
      "can only create pods with a controller owner reference set to itself",
    ],
    [
      "an owner that blocks",
      (uid) => [owner("mynode", { uid, blockOwnerDeletion: true })],
      "must not set blockOwnerDeletion on an owner reference",
    ],
    ["another uid", () => [owner("mynode", { uid: "other" })], "UID mismatch: expected other got"],
  ];
  it.each(owners)("a mirror pod owned by %s", async (_whose, of, reason) => {
    const mirrored = pod("m", "mynode", { owners: of(uidOf("Node/mynode")) });
    const said = await answer({ operation: "CREATE", kind: "Pod", namespace: "ns", name: "m", object: mirrored });
    if (reason === accepted) expect(said).toBe(accepted);
    else expect(said).toContain(reason);
  });

  it("404s for a mirror pod of a node that does not exist", async () => {
    const user = { ...mynode, name: "system:node:gone" };
    const mirrored = pod("m", "gone", { mirror: true });
    const request = { operation: "CREATE", kind: "Pod", namespace: "ns", name: "m", object: mirrored, user } as const;
    expect(await answer(request)).toBe('nodes "gone" not found');
  });

  const env = (valueFrom: Fields) => ({ containers: [{ name: "c", image: "i", env: [{ name: "A", valueFrom }] }] });
  const projected = (source: Fields) => withVolume({ name: "v", projected: { sources: [source] } });
  it.each([
    ["serviceaccounts", { serviceAccountName: "foo" }],
    ["secrets", env({ secretKeyRef: { name: "foo", key: "k" } })],
    ["secrets", { imagePullSecrets: [{ name: "foo" }] }],
    ["secrets", withVolume({ name: "v", secret: { secretName: "foo" } })],
    ["configmaps", env({ configMapKeyRef: { name: "foo", key: "k" } })],
    ["configmaps", withVolume({ name: "v", configMap: { name: "foo" } })],
    ["resourceclaims", { resourceClaims: [{ name: "c", resourceClaimName: "foo" }] }],
    ["configmaps (via configmap volumes)", withVolume({ name: "v", configMap: {} })],
    ["secrets (via secret volumes)", withVolume({ name: "v", secret: {} })],
    ["csidrivers (via CSI volumes)", withVolume({ name: "v", csi: { driver: "d" } })],
    ["endpoints (via glusterFS volumes)", withVolume({ name: "v", glusterfs: { endpoints: "e", path: "p" } })],
    ["persistentvolumeclaims", withVolume({ name: "v", persistentVolumeClaim: { claimName: "foo" } })],
    ["persistentvolumeclaims (via ephemeral volumes)", withVolume({ name: "v", ephemeral: {} })],
    ["secrets (via azureFile volumes)", withVolume({ name: "v", azureFile: { shareName: "s" } })],
    ["configmaps (via projected volumes)", projected({ configMap: {} })],
    ["secrets (via projected volumes)", projected({ secret: {} })],
    ["serviceaccounts (via projected volumes)", projected({ serviceAccountToken: { path: "p" } })],
    ["clustertrustbundles", projected({ clusterTrustBundle: { name: "foo", path: "p" } })],
    ["podcertificates", projected({ podCertificate: {} })],
  ])("forbids mirror pods that reference %s", async (resource, spec) => {
    const call = { operation: "CREATE", kind: "Pod", namespace: "ns", name: "m" } as const;
    expect(await answer({ ...call, object: ownMirror("m", { spec }) })).toBe(
      `pods "m" is forbidden: node "mynode" can not create pods that reference ${resource}`,
    );
  });

  it("forbids mirror pods with unknown volumes, and allows volumes of nodes", async () => {
    const create = (spec: Fields) =>
      answer({ operation: "CREATE", kind: "Pod", namespace: "ns", name: "m", object: ownMirror("m", { spec }) });
    expect(await create(withVolume({ name: "v", unheardOf: {} }))).toBe(
      'pods "m" is forbidden: error checking mirror pod for API references: unknown volume type for volume  "v"',
    );
    expect(await create(projected({}))).toBe(
      'pods "m" is forbidden: error checking mirror pod for API references: unknown source for projected volume "v"',
    );
    expect(await create(withVolume({ name: "v", hostPath: { path: "/" } }))).toBe(accepted);
    expect(await create(projected({ downwardAPI: { items: [] } }))).toBe(accepted);
  });
});

const allowedLabels = [
  "foo",
  "example.com/foo",
  "kubernetes.io/hostname",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "beta.kubernetes.io/instance-type",
  "node.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "kubernetes.io/os",
  "kubernetes.io/arch",
  "kubelet.kubernetes.io/foo",
  "foo.kubelet.kubernetes.io/foo",
  "node.kubernetes.io/foo",
  "foo.node.kubernetes.io/foo",
];
const forbiddenLabels = [
  "foo.node-restriction.kubernetes.io/foo",
  "node-restriction.kubernetes.io/foo",
  "other.k8s.io/foo",
  "other.kubernetes.io/foo",
];
const labelled = (names: readonly string[], value = "value") => ({
  metadata: { labels: Object.fromEntries(names.map((name) => [name, value])) },
});

describe("upstream noderestriction: Nodes", () => {
  const own = { kind: "Node", name: "mynode" } as const;
  const plain = node("mynode");
  const update = (object: KubernetesObject, oldObject: KubernetesObject, subresource = "") =>
    answer({ ...own, operation: "UPDATE", object, oldObject, subresource });

  it("lets a kubelet write its own Node and its status, and no other", async () => {
    expect(await answer({ ...own, operation: "CREATE", object: plain })).toBe(accepted);
    expect(await update(plain, plain)).toBe(accepted);
    expect(await update(plain, plain, "status")).toBe(accepted);
    expect(await answer({ ...own, operation: "DELETE" })).toBe(accepted);
    for (const operation of ["CREATE", "UPDATE", "DELETE"] as const) {
      for (const subresource of ["", "status"]) {
        const other = node("othernode");
        const call = { kind: "Node", name: "othernode", operation, subresource, object: other, oldObject: other };
        expect(await answer(call)).toBe(
          'nodes "othernode" is forbidden: node "mynode" is not allowed to modify node "othernode"',
        );
      }
    }
  });

  it.each([...allowedLabels, "__proto__", "constructor"])("lets it set, change and drop the label %s", async (name) => {
    const labels = Object.fromEntries([[name, "1"]]);
    const one = node("mynode", { metadata: { labels } });
    const two = node("mynode", { metadata: { labels: Object.fromEntries([[name, "2"]]) } });
    expect(await answer({ ...own, operation: "CREATE", object: one })).toBe(accepted);
    expect(await update(one, plain)).toBe(accepted);
    expect(await update(two, one)).toBe(accepted);
    expect(await update(plain, one)).toBe(accepted);
  });

  it("forbids labels by which others trust a node, and names them all in order", async () => {
    const all = node("mynode", labelled([...allowedLabels, ...forbiddenLabels]));
    const other = node("mynode", labelled([...allowedLabels, ...forbiddenLabels], "other"));
    const names = forbiddenLabels.join(", ");
    expect(await answer({ ...own, operation: "CREATE", object: all })).toBe(
      `nodes "mynode" is forbidden: node "mynode" is not allowed to set the following labels: ${names}`,
    );
    const refusal = `nodes "mynode" is forbidden: is not allowed to modify labels: ${names}`;
    for (const [after, before] of [
      [all, plain],
      [plain, all],
      [other, all],
    ] as const) {
      expect(await update(after, before)).toBe(refusal);
      expect(await update(after, before, "status")).toBe(refusal);
    }
    expect(await update(all, all)).toBe(accepted);
  });

  it("forbids a kubelet to change its taints, but not to create its Node with some", async () => {
    const tainted = (value: string) =>
      node("mynode", { spec: { taints: [{ key: "k", value, effect: "NoSchedule" }] } });
    const refusal = 'nodes "mynode" is forbidden: node "mynode" is not allowed to modify taints';
    expect(await answer({ ...own, operation: "CREATE", object: tainted("A") })).toBe(accepted);
    expect(await update(tainted("A"), plain)).toBe(refusal);
    expect(await update(plain, tainted("A"))).toBe(refusal);
    expect(await update(tainted("B"), tainted("A"))).toBe(refusal);
    expect(await update(tainted("A"), tainted("A"))).toBe(accepted);
  });

  it("forbids a new configSource", async () => {
    const configured = (name: string) => node("mynode", { spec: { configSource: { configMap: { name } } } });
    expect(await answer({ ...own, operation: "CREATE", object: configured("A") })).toContain(
      "is not allowed to create pods with a non-nil configSource",
    );
    const refusal = "is not allowed to update configSource to a new non-nil configSource";
    expect(await update(configured("A"), plain)).toContain(refusal);
    expect(await update(configured("B"), configured("A"))).toContain(refusal);
    expect(await update(configured("A"), configured("A"))).toBe(accepted);
    expect(await update(plain, configured("A"))).toBe(accepted);
  });
});

describe("upstream noderestriction: what belongs to a node", () => {
  it("claims: a kubelet writes sizes and conditions of the status alone", async () => {
    const before = claim("mine", "pv");
    const sized = { ...before, status: { capacity: { storage: "2Gi" }, conditions: [], allocatedResources: {} } };
    const request = { operation: "UPDATE", kind: "PersistentVolumeClaim", namespace: "ns", name: "mine" } as const;
    const status = { ...request, subresource: "status", oldObject: before };
    expect(await answer({ ...status, object: sized as KubernetesObject })).toBe(accepted);
    const bound = { ...before, status: { phase: "Bound" } } as KubernetesObject;
    const refusal =
      'persistentvolumeclaims "mine" is forbidden: node "mynode" is not allowed to update fields other than status.quantity and status.conditions: ';
    expect(await answer({ ...status, object: bound })).toBe(`${refusal}status.phase`);
    const labels = { ...before, metadata: { ...before.metadata, labels: { a: "b" } } };
    expect(await answer({ ...status, object: labels })).toBe(`${refusal}metadata.labels`);
    expect(await answer({ ...request, object: before, oldObject: before })).toBe(
      'persistentvolumeclaims "mine" is forbidden: may only update PVC status',
    );
    expect(await answer({ ...status, operation: "DELETE" })).toContain('unexpected operation "DELETE"');
  });

  it("Leases, CSINodes and ResourceSlices: its own alone", async () => {
    const leases = { kind: "Lease.coordination.k8s.io", namespace: "kube-node-lease" } as const;
    const csiNodes = { kind: "CSINode.storage.k8s.io" } as const;
    const csiNode = (name: string) => object("storage.k8s.io/v1", "CSINode", name, { spec: { drivers: [] } });
    for (const operation of ["CREATE", "UPDATE", "DELETE"] as const) {
      const with_ = (name: string, one: KubernetesObject) => ({ operation, name, object: one, oldObject: one });
      expect(await answer({ ...leases, ...with_("mynode", lease("mynode")) })).toBe(accepted);
      expect(await answer({ ...leases, ...with_("foo", lease("foo")) })).toContain(
        "can only access node lease with the same name as the requesting node",
      );
      expect(await answer({ ...leases, namespace: "foo", ...with_("mynode", lease("mynode", "foo")) })).toContain(
        'can only access leases in the "kube-node-lease" system namespace',
      );
      expect(await answer({ ...csiNodes, ...with_("mynode", csiNode("mynode")) })).toBe(accepted);
      expect(await answer({ ...csiNodes, ...with_("foo", csiNode("foo")) })).toContain(
        "can only access CSINode with the same name as the requesting node",
      );
    }
    for (const operation of ["CREATE", "DELETE"] as const) {
      for (const [name, nodeName, mine] of [
        ["mine", "mynode", true],
        ["other", "othernode", false],
        ["all", undefined, false],
      ] as const) {
        const one = slice(name, nodeName);
        const call = { operation, kind: "ResourceSlice.resource.k8s.io", name, object: one, oldObject: one };
        const refusal = `resourceslices.resource.k8s.io "${name}" is forbidden: can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`;
        expect(await answer(call)).toBe(mine ? accepted : refusal);
      }
    }
  });
});

describe("upstream noderestriction: tokens of ServiceAccounts", () => {
  const ask = (podName: string, audiences?: readonly string[], uid?: string) => {
    const bound = podName === "" ? "" : (uid ?? uidOf(`Pod/${podName}`));
    const object = token(podName, bound, audiences);
    const request = { operation: "CREATE", kind: "ServiceAccount", subresource: "token", namespace: "ns" } as const;
    return answer({ ...request, name: "sa", object });
  };
  const refusal = (reason: string) => `serviceaccounts "sa" is forbidden: ${reason}`;

  it("have to be bound to a Pod on the node, by its UID", async () => {
    expect(await ask("projected")).toBe(accepted);
    expect(await ask("")).toBe(refusal("node requested token not bound to a pod"));
    expect(await ask("mypod", [], "")).toBe(refusal("node requested token with a pod binding without a uid"));
    expect(await ask("gone", [], "u")).toBe('pods "gone" not found');
    expect(await ask("mypod", [], "u")).toBe(
      refusal(
        "the UID in the bound object reference (u) does not match the UID in record. The object might have been deleted and then recreated",
      ),
    );
    expect(await ask("otherpod")).toBe(refusal("node requested token bound to a pod scheduled on a different node"));
  });

  it("are for one audience, which the Pod names or the kubelet is allowed", async () => {
    expect(await ask("projected", ["foo", "bar"])).toBe(refusal("node may only request 0 or 1 audiences"));
    const unknown = (audience: string) =>
      refusal(
        `audience "${audience}" not found in pod spec volume, system:node:mynode is not authorized to request tokens for this audience`,
      );
    expect(await ask("projected", ["bar"])).toBe(unknown("bar"));
    expect(await ask("projected", [])).toBe(unknown(""));
    expect(await ask("mypod", ["allowed"])).toBe(accepted);
    expect(await ask("mypod", ["failing"])).toBe(
      refusal(
        'audience "failing" not found in pod spec volume, error authorizing system:node:mynode to request tokens for this audience: store closed',
      ),
    );
  });

  it.each(["csi", "claimed", "claimed-azure", "ephemeral", "azure"])(
    "are for the audience of the CSI driver of a volume: %s",
    async (name) => {
      expect(await ask(name, ["foo"])).toBe(accepted);
      expect(await ask(name, ["bar"])).toContain('audience "bar" not found in pod spec volume');
    },
  );

  it("fail where a volume cannot be looked up", async () => {
    expect(await ask("csi-gone")).toBe(
      refusal('error validating audience "foo": csidrivers.storage.k8s.io "gone.example.com" not found'),
    );
    expect(await ask("claimed-gone")).toBe(
      refusal('error validating audience "foo": persistentvolumeclaims "gone" not found'),
    );
  });
});

describe("upstream noderestriction: certificate requests", () => {
  const serving = "kubernetes.io/kubelet-serving";
  const client = "kubernetes.io/kube-apiserver-client-kubelet";
  let requestFor: (commonName: string) => Promise<string>;
  beforeAll(async () => {
    const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    requestFor = async (name) =>
      btoa(await createCertificateRequest({ subject: { organization: ["system:nodes"], commonName: [name] }, keys }));
  });
  const ask = (signerName: string, request: string, more: Partial<PluginCall> = {}) =>
    answer({
      operation: "CREATE",
      kind: "CertificateSigningRequest.certificates.k8s.io",
      name: "csr",
      object: object("certificates.k8s.io/v1", "CertificateSigningRequest", "csr", { spec: { signerName, request } }),
      ...more,
    });
  const refusal = (reason: string) => `certificatesigningrequests.certificates.k8s.io "csr" is forbidden: ${reason}`;

  it.each([serving, client])("name the node, for the signer %s", async (signer) => {
    expect(await ask(signer, await requestFor("system:node:mynode"))).toBe(accepted);
    const mismatch = refusal("can only create a node CSR with CN=system:node:mynode");
    for (const name of ["system:node:othernode", "mynode", "system:node:", "jane"]) {
      expect(await ask(signer, await requestFor(name)), name).toBe(mismatch);
    }
    for (const request of ["", btoa("nothing"), "!"]) {
      expect(await ask(signer, request), request).toContain(refusal("unable to parse csr: "));
    }
  });

  it("may be anything for other signers and by other users, and once they are there", async () => {
    const other = await requestFor("system:node:othernode");
    expect(await ask("kubernetes.io/kube-apiserver-client", other)).toBe(accepted);
    expect(await ask(client, other, { user: bob })).toBe(accepted);
    expect(await ask(client, other, { operation: "UPDATE", subresource: "status" })).toBe(accepted);
    expect(await ask(client, other, { operation: "DELETE" })).toBe(accepted);
  });
});

describe("NodeRestriction", () => {
  it("leaves other users alone, and refuses a kubelet without a node", async () => {
    const other = node("othernode");
    const call = { operation: "UPDATE", kind: "Node", name: "othernode", object: other, oldObject: other } as const;
    expect(await answer({ ...call, user: bob })).toBe(accepted);
    expect(await answer({ ...call, user: { name: "system:node:mynode", groups: ["others"] } })).toBe(accepted);
    expect(await answer({ ...call, user: { name: "system:node:", groups: ["system:nodes"] } })).toBe(
      'nodes "othernode" is forbidden: could not determine node from user "system:node:"',
    );
  });

  it("is asked in every verb that writes, and is off by default", async () => {
    const plugin = optionalAdmission().find(({ name }) => name === "NodeRestriction");
    const { store } = openRegistry({ admission: plugin === undefined ? [] : [plugin] });
    const forbidden = { code: "Forbidden" };
    await expect(store.create(pod("p", "mynode"), { user: mynode })).rejects.toMatchObject(forbidden);
    const created = await store.create(pod("p", "othernode"));
    await expect(store.update(created, { user: mynode, subresource: "status" })).rejects.toMatchObject(forbidden);
    const key = { namespace: "ns", name: "p" };
    await expect(store.delete(pods, key, { user: mynode })).rejects.toMatchObject(forbidden);
    await store.delete(pods, key, { user: bob });
  });
});
