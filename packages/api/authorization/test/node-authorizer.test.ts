import { createAuthorizer, type StoreAuthorizer } from "@engenho/authorization";
import { type FieldRequirement, type KubernetesObject, type Pod, silentLogger, type User } from "@engenho/core";
import type { AuthorizationAttributes } from "@engenho/registry";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { podReferences } from "../src/node/pod-references.js";
import { volumeSecrets } from "../src/node/volume-secrets.js";
import { asks, asksPath, user } from "./support/rbac-objects.js";

const node0: User = { name: "system:node:node0", groups: ["system:nodes", "system:authenticated"] };

type Spec = Readonly<Record<string, unknown>>;

/** A Pod on a node, which needs one of each; its objects are called `KIND-POD`. */
function pod(name: string, nodeName: string, more: Spec = {}): KubernetesObject {
  const spec = {
    nodeName,
    serviceAccountName: `account-${name}`,
    imagePullSecrets: [{ name: `pull-${name}` }],
    containers: [
      {
        name: "c",
        image: "i",
        env: [
          { name: "A", valueFrom: { secretKeyRef: { name: `secret-${name}`, key: "k" } } },
          { name: "B", valueFrom: { configMapKeyRef: { name: `config-${name}`, key: "k" } } },
        ],
      },
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: `claim-${name}` } },
      { name: "shared", secret: { secretName: "shared" } },
    ],
    resourceClaims: [{ name: "gpu", resourceClaimName: `gpu-${name}` }],
    ...more,
  };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "ns" }, spec } as KubernetesObject;
}

function volume(name: string, claim: string): KubernetesObject {
  const spec = {
    capacity: { storage: "1Gi" },
    accessModes: ["ReadWriteOnce"],
    claimRef: { namespace: "ns", name: claim },
    csi: {
      driver: "d",
      volumeHandle: name,
      nodeStageSecretRef: { namespace: "other", name: `stage-${name}` },
      controllerPublishSecretRef: { namespace: "other", name: `publish-${name}` },
    },
  };
  return { apiVersion: "v1", kind: "PersistentVolume", metadata: { name }, spec } as KubernetesObject;
}

function attachment(name: string, nodeName: string): KubernetesObject {
  const spec = { attacher: "d", nodeName, source: { persistentVolumeName: "pv0" } };
  return { apiVersion: "storage.k8s.io/v1", kind: "VolumeAttachment", metadata: { name }, spec } as KubernetesObject;
}

function slice(name: string, nodeName: string): KubernetesObject {
  const spec = { driver: "d", nodeName, pool: { name: nodeName, generation: 1, resourceSliceCount: 1 } };
  return { apiVersion: "resource.k8s.io/v1", kind: "ResourceSlice", metadata: { name }, spec } as KubernetesObject;
}

describe("the node authorizer (upstream: TestNodeAuthorizer)", () => {
  const stop = new AbortController();
  let store: MemoryStore;
  let authorizer: StoreAuthorizer;

  beforeAll(async () => {
    authorizer = createAuthorizer({ modes: ["Node"], logger: silentLogger });
    store = createMemoryStore();
    for (const object of [
      ...[pod("p0", "node0"), pod("p1", "node1"), pod("unbound", "")],
      ...[volume("pv0", "claim-p0"), volume("pv1", "claim-p1")],
      ...[attachment("a0", "node0"), attachment("a1", "node1")],
      ...[slice("s0", "node0"), slice("s1", "node1")],
    ]) {
      await store.create<KubernetesObject>(object);
    }
    await new Promise<void>((ready) => {
      authorizer.run(store, stop.signal, ready).catch(() => undefined);
    });
  });

  afterAll(async () => {
    stop.abort();
    await store.close();
  });

  const unrelated = "no relationship found between node 'node0' and this object";
  const ns = (name: string) => ({ namespace: "ns", name });
  const storage = { group: "storage.k8s.io" };
  const resource = { group: "resource.k8s.io" };
  const lease = { group: "coordination.k8s.io", namespace: "kube-node-lease" };
  const at = (value: string, operator: "=" | "!=" = "="): readonly FieldRequirement[] => [
    { field: "spec.nodeName", operator, value },
  ];
  const ask = (verb: string, what: string, more = {}, fieldSelector?: readonly FieldRequirement[]) => ({
    ...asks(node0, verb, what, more),
    fieldSelector,
  });

  it.each<[string, AuthorizationAttributes]>([
    ["a configmap of a pod", ask("get", "configmaps", ns("config-p0"))],
    ["a secret of a pod", ask("get", "secrets", ns("secret-p0"))],
    ["a pull secret", ask("get", "secrets", ns("pull-p0"))],
    ["a list of one secret", ask("list", "secrets", ns("secret-p0"))],
    ["a watch of one secret", ask("watch", "secrets", ns("secret-p0"))],
    ["a shared secret", ask("get", "secrets", ns("shared"))],
    ["the secret of a volume", ask("get", "secrets", { namespace: "other", name: "stage-pv0" })],
    ["a claim", ask("get", "persistentvolumeclaims", ns("claim-p0"))],
    ["the status of a claim", ask("update", "persistentvolumeclaims/status", ns("claim-p0"))],
    ["a volume", ask("get", "persistentvolumes", { name: "pv0" })],
    ["a resource claim", ask("get", "resourceclaims", { ...resource, ...ns("gpu-p0") })],
    ["an attachment", ask("get", "volumeattachments", { ...storage, name: "a0" })],
    ["a token of a pod's account", ask("create", "serviceaccounts/token", ns("account-p0"))],
    ["a pod's account", ask("get", "serviceaccounts", ns("account-p0"))],
    ["its lease", ask("update", "leases", { ...lease, name: "node0" })],
    ["a new lease", ask("create", "leases", lease)],
    ["its CSINode", ask("patch", "csinodes", { ...storage, name: "node0" })],
    ["a new CSINode", ask("create", "csinodes", storage)],
    ["a new slice", ask("create", "resourceslices", resource)],
    ["its slice", ask("delete", "resourceslices", { ...resource, name: "s0" })],
    ["its slices", ask("list", "resourceslices", resource, at("node0"))],
    ["all its slices at once", ask("deletecollection", "resourceslices", resource, at("node0"))],
    ["its Node, which need not exist", ask("get", "nodes", { name: "node0" })],
    ["a list of its Node", ask("list", "nodes", { name: "node0" })],
    ["a new Node", ask("create", "nodes")],
    ["the status of a Node", ask("patch", "nodes/status", { name: "node0" })],
    ["a pod", ask("get", "pods", ns("p0"))],
    ["its pods", ask("list", "pods", {}, at("node0"))],
    ["a watch of one pod", ask("watch", "pods", ns("p0"))],
    ["a mirror pod", ask("create", "pods", { namespace: "ns" })],
    ["a pod's status", ask("update", "pods/status", ns("p0"))],
    ["an eviction", ask("create", "pods/eviction", ns("p0"))],
    ["what all nodes may: services", ask("list", "services")],
    ["what all nodes may: events", ask("create", "events", { namespace: "ns" })],
    [
      "what all nodes may: requests for certificates",
      ask("create", "certificatesigningrequests", { group: "certificates.k8s.io" }),
    ],
    ["what all nodes may: reviews of tokens", ask("create", "tokenreviews", { group: "authentication.k8s.io" })],
  ])("allows %s", async (_title, attributes) => {
    expect(await authorizer.authorize(attributes)).toEqual({ decision: "Allow", reason: "" });
  });

  it.each<[string, AuthorizationAttributes, string]>([
    ["another node's configmap", ask("get", "configmaps", ns("config-p1")), unrelated],
    ["another node's secret", ask("get", "secrets", ns("secret-p1")), unrelated],
    ["the secret of a pod that is not bound", ask("get", "secrets", ns("secret-unbound")), unrelated],
    [
      "a secret of the name in another namespace",
      ask("get", "secrets", { namespace: "x", name: "secret-p0" }),
      unrelated,
    ],
    ["another node's volume secret", ask("get", "secrets", { namespace: "other", name: "stage-pv1" }), unrelated],
    ["a secret for controllers only", ask("get", "secrets", { namespace: "other", name: "publish-pv0" }), unrelated],
    ["many secrets", ask("list", "secrets", { namespace: "ns" }), "No Object name found"],
    [
      "a secret in all namespaces",
      ask("list", "secrets", { name: "secret-p0" }),
      "can only read namespaced object of this type",
    ],
    ["to write a secret", ask("update", "secrets", ns("secret-p0")), "can only read resources of this type"],
    ["a subresource of a secret", ask("get", "secrets/x", ns("secret-p0")), "cannot read subresource"],
    ["another node's claim", ask("get", "persistentvolumeclaims", ns("claim-p1")), unrelated],
    [
      "a list of claims",
      ask("list", "persistentvolumeclaims", ns("claim-p0")),
      "can only get individual resources of this type",
    ],
    [
      "to read a claim's status",
      ask("get", "persistentvolumeclaims/status", ns("claim-p0")),
      "can only get/update/patch this type",
    ],
    ["another node's volume", ask("get", "persistentvolumes", { name: "pv1" }), unrelated],
    ["a volume that does not exist", ask("get", "persistentvolumes", { name: "gone" }), unrelated],
    ["another node's resource claim", ask("get", "resourceclaims", { ...resource, ...ns("gpu-p1") }), unrelated],
    ["another node's attachment", ask("get", "volumeattachments", { ...storage, name: "a1" }), unrelated],
    ["a token of another node's account", ask("create", "serviceaccounts/token", ns("account-p1")), unrelated],
    [
      "to create an account",
      ask("create", "serviceaccounts", ns("account-p0")),
      "can only create token subresource of serviceaccount",
    ],
    [
      "to update a token",
      ask("update", "serviceaccounts/token", ns("account-p0")),
      "can only create tokens for individual service accounts",
    ],
    [
      "a list of accounts",
      ask("list", "serviceaccounts", ns("account-p0")),
      "can only create tokens for individual service accounts",
    ],
    [
      "a lease in another namespace",
      ask("get", "leases", { ...lease, namespace: "foo", name: "node0" }),
      'can only access leases in the "kube-node-lease" system namespace',
    ],
    [
      "another node's lease",
      ask("get", "leases", { ...lease, name: "node1" }),
      "can only access node lease with the same name as the requesting node",
    ],
    ["a list of leases", ask("list", "leases", lease), "can only get, create, update, patch, or delete a node lease"],
    [
      "another CSINode",
      ask("get", "csinodes", { ...storage, name: "node1" }),
      "can only access CSINode with the same name as the requesting node",
    ],
    [
      "a subresource of a CSINode",
      ask("get", "csinodes/x", { ...storage, name: "node0" }),
      "cannot authorize CSINode subresources",
    ],
    [
      "a watch of CSINodes",
      ask("watch", "csinodes", storage),
      "can only get, create, update, patch, or delete a CSINode",
    ],
    ["another node's slice", ask("get", "resourceslices", { ...resource, name: "s1" }), unrelated],
    [
      "all slices",
      ask("list", "resourceslices", resource),
      "can only list/watch/deletecollection resourceslices with nodeName field selector",
    ],
    [
      "slices of other nodes",
      ask("watch", "resourceslices", resource, at("node0", "!=")),
      "can only list/watch/deletecollection resourceslices with nodeName field selector",
    ],
    ["all nodes", ask("list", "nodes"), "node 'node0' cannot read all nodes, only its own Node object"],
    [
      "another node",
      ask("get", "nodes", { name: "node1" }),
      "node 'node0' cannot read 'node1', only its own Node object",
    ],
    ["to delete a node", ask("delete", "nodes", { name: "node0" }), ""],
    ["another node's pod", ask("get", "pods", ns("p1")), unrelated],
    ["all pods", ask("list", "pods"), "can only list/watch pods with spec.nodeName field selector"],
    [
      "another node's pods",
      ask("list", "pods", {}, at("node1")),
      "can only list/watch pods with spec.nodeName field selector",
    ],
    ["a pod's log", ask("get", "pods/log", ns("p0")), ""],
    ["to update a pod", ask("update", "pods", ns("p0")), ""],
    ["other resources", ask("list", "deployments", { group: "apps" }), ""],
    ["paths", asksPath(node0, "get", "/metrics"), ""],
  ])("refuses %s", async (_title, attributes, reason) => {
    expect(await authorizer.authorize(attributes)).toEqual({ decision: "NoOpinion", reason });
  });

  it.each<[string, User, string]>([
    ["who is not in system:nodes", user("system:node:node0", "system:authenticated"), ""],
    ["who has another name", user("node0", "system:nodes"), ""],
    ["a node without a name", user("system:node:", "system:nodes"), 'unknown node for user "system:node:"'],
  ])("has no opinion on %s", async (_title, who, reason) => {
    const decision = await authorizer.authorize(asks(who, "get", "secrets", ns("secret-p0")));
    expect(decision).toEqual({ decision: "NoOpinion", reason });
  });

  it("cannot list the rules of a node, and says so", async () => {
    expect(await authorizer.rulesFor(node0, "ns")).toMatchObject({
      incomplete: true,
      evaluationError: "node authorizer does not support user rule resolution",
    });
    expect(await authorizer.rulesFor(user("joe"), "ns")).toMatchObject({ incomplete: false, evaluationError: "" });
  });

  it("follows what happens: a pod that is deleted gives nothing any more", async () => {
    await store.create(pod("p2", "node0"));
    const secret = ask("get", "secrets", ns("secret-p2"));
    expect((await authorizer.authorize(secret)).decision).toBe("Allow");
    await store.delete(pod("p2", "node0"), ns("p2"), { gracePeriodSeconds: 0 });
    expect((await authorizer.authorize(secret)).decision).toBe("NoOpinion");
  });

  it("refuses with an error when it has no store, or the store fails", async () => {
    const loose = createAuthorizer({ modes: ["Node"], logger: silentLogger });
    const secret = ask("get", "secrets", ns("secret-p0"));
    expect(await loose.authorize(secret)).toMatchObject({
      decision: "NoOpinion",
      error: "the node authorizer is attached to no store",
    });
    const end = new AbortController();
    const closed = createMemoryStore();
    const running = loose.run(closed, end.signal);
    await closed.close();
    expect(await loose.authorize(secret)).toMatchObject({
      decision: "NoOpinion",
      error: expect.stringContaining("closed"),
    });
    end.abort();
    await running;
  });
});

describe("what a Pod refers to", () => {
  it("includes every source of secrets and configmaps, generated claims, and no empty names", () => {
    const spec = {
      initContainers: [{ name: "i", envFrom: [{ secretRef: { name: "s1" } }, { configMapRef: { name: "c1" } }] }],
      ephemeralContainers: [{ name: "e", env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s2", key: "k" } } }] }],
      volumes: [
        { name: "v1", azureFile: { secretName: "s3", shareName: "x" } },
        { name: "v2", cephfs: { monitors: [], secretRef: { name: "s4" } } },
        { name: "v3", projected: { sources: [{ secret: { name: "s5" } }, { configMap: { name: "c2" } }] } },
        { name: "v4", csi: { driver: "d", nodePublishSecretRef: { name: "s6" } } },
        { name: "v5", configMap: { name: "c3" } },
        { name: "v6", ephemeral: {} },
        { name: "v7", iscsi: { secretRef: { name: "" } } },
      ],
      resourceClaims: [
        { name: "a", resourceClaimTemplateName: "t" },
        { name: "b", resourceClaimTemplateName: "t" },
      ],
    };
    const status = {
      resourceClaimStatuses: [{ name: "a", resourceClaimName: "p-a-x1" }, { name: "b" }],
      extendedResourceClaimStatus: { resourceClaimName: "p-extended" },
    };
    // Only what refers to other objects: no containers, no images.
    const full = { ...pod("p", "n", {}), spec, status } as unknown as Pod;
    const found = podReferences(full);
    expect([...found.secrets].sort()).toEqual(["s1", "s2", "s3", "s4", "s5", "s6"]);
    expect([...found.configMaps].sort()).toEqual(["c1", "c2", "c3"]);
    expect([...found.claims]).toEqual(["p-v6"]);
    expect([...found.resourceClaims].sort()).toEqual(["p-a-x1", "p-extended"]);
    const annotations = { "kubernetes.io/config.mirror": "hash" };
    const mirror = podReferences({ ...full, metadata: { ...full.metadata, annotations } });
    expect(Object.values(mirror).map((names) => names.size)).toEqual([0, 0, 0, 0, 0]);
  });

  it("and a volume: in the claim's namespace, if its reference names none", () => {
    const of = (source: object) =>
      volumeSecrets({ ...volume("v", "c"), spec: { claimRef: { namespace: "ns", name: "c" }, ...source } } as never);
    expect(of({ cephfs: { secretRef: { name: "a" } } })).toEqual([{ namespace: "ns", name: "a" }]);
    expect(of({ rbd: { secretRef: { name: "a", namespace: "x" } } })).toEqual([{ namespace: "x", name: "a" }]);
    expect(of({ azureFile: { secretName: "a", secretNamespace: "x" } })).toEqual([{ namespace: "x", name: "a" }]);
    expect(of({ nfs: {} })).toEqual([]);
  });
});
