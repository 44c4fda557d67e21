import { beforeEach, describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { changed } from "./support/play-api-operations.js";
import { eventually, useCluster } from "./support/use-cluster.js";

// test/e2e/apimachinery/resource_quota.go, and of test/e2e/apps/rc.go what concerns quotas. Titles are theirs.

/** newTestResourceQuota. */
const everything = {
  pods: "5",
  services: "10",
  "services.nodeports": "1",
  "services.loadbalancers": "1",
  replicationcontrollers: "10",
  resourcequotas: "1",
  configmaps: "10",
  secrets: "10",
  cpu: "1",
  memory: "500Mi",
  persistentvolumeclaims: "10",
  "requests.storage": "10Gi",
  "ephemeral-storage": "50Gi",
  "gold.storageclass.storage.k8s.io/persistentvolumeclaims": "10",
  "gold.storageclass.storage.k8s.io/requests.storage": "10Gi",
  "count/replicasets.apps": "5",
  "requests.example.com/dongle": "3",
};
/** newTestResourceQuotaWithScope. */
const compute = { "requests.cpu": "1", "requests.memory": "500Mi", "limits.cpu": "2", "limits.memory": "1Gi" };
const nothing = { "requests.cpu": "0", "requests.memory": "0", "limits.cpu": "0", "limits.memory": "0" };
const requests = { cpu: "500m", memory: "200Mi" };
const limits = { cpu: "1", memory: "400Mi" };
const asked = { "requests.cpu": "500m", "requests.memory": "200Mi", "limits.cpu": "1", "limits.memory": "400Mi" };

const pod = (name: string, resources: object = {}, spec: object = {}) => ({
  metadata: { name },
  spec: { ...spec, containers: [{ name: "pause", image: "pause", resources }] },
});
const labels = { name: "test" };
const template = { metadata: { labels }, spec: { containers: [{ name: "test", image: "nginx" }] } };
const port = { port: 80, targetPort: 80 };

describe("upstream's e2e tests of ResourceQuota", () => {
  let admin: ApiClient;
  let namespace = "";
  let made = 0;
  useCluster((cluster) => {
    ({ admin } = cluster);
  });
  beforeEach(async () => {
    made++;
    namespace = `resourcequota-${made}`;
    await admin.create("/api/v1/namespaces", { metadata: { name: namespace } });
    for (const found of [at("serviceaccounts/default"), at("configmaps/kube-root-ca.crt")])
      await eventually(
        () => admin.send("GET", found),
        ({ code }) => code === 200,
      );
  });
  const at = (rest: string, group = "/api/v1") => `${group}/namespaces/${namespace}/${rest}`;
  const quota = (name: string, hard: object, spec: object = {}) =>
    admin.create(at("resourcequotas"), { metadata: { name }, spec: { hard, ...spec } });
  const uses = async (expected: object, name = "test-quota") => {
    const read = () => admin.get(at(`resourcequotas/${name}`));
    const { status } = await eventually(read, ({ status: { used = {} } }) =>
      Object.entries(expected).every(([resource, amount]) => used[resource] === amount),
    );
    return status;
  };
  const deleteNow = (path: string) => admin.delete(`${path}?gracePeriodSeconds=0`);

  it("should create a ResourceQuota and ensure its status is promptly calculated.", async () => {
    await quota("test-quota", everything);
    expect(await uses({ resourcequotas: "1" })).toMatchObject({ hard: everything });
  });

  it("should create a ResourceQuota and capture the life of a service.", async () => {
    await quota("test-quota", everything);
    await uses({ resourcequotas: "1" });
    const selector = { a: "b" };
    const service = (name: string, spec: object) => ({
      metadata: { name },
      spec: { ports: [port], selector, ...spec },
    });
    await admin.create(at("services"), service("test-service", { type: "ClusterIP" }));
    await admin.create(at("services"), service("test-service-np", { type: "NodePort" }));
    const balancer = service("test-service-lb", { type: "LoadBalancer", allocateLoadBalancerNodePorts: true });
    await expect(admin.create(at("services"), balancer)).rejects.toMatchObject({
      code: 403,
      message:
        'services "test-service-lb" is forbidden: exceeded quota: test-quota, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1',
    });
    await uses({ resourcequotas: "1", services: "2", "services.nodeports": "1" });
    await admin.delete(at("services/test-service"));
    await admin.delete(at("services/test-service-np"));
    await uses({ services: "0", "services.nodeports": "0" });
  });

  it.each([
    ["a secret.", "secrets", { stringData: { a: "b" } }],
    ["a configMap.", "configmaps", { data: { a: "b" } }],
  ])("should create a ResourceQuota and capture the life of %s", async (_, plural, object) => {
    const before = (await admin.get(at(plural))).items.length;
    await quota("test-quota", { ...everything, [plural]: String(before + 1) });
    await uses({ resourcequotas: "1", [plural]: String(before) });
    await admin.create(at(plural), { metadata: { name: "test" }, ...object });
    await uses({ [plural]: String(before + 1) });
    await expect(admin.create(at(plural), { metadata: { name: "more" }, ...object })).rejects.toMatchObject({
      code: 403,
    });
    await admin.delete(at(`${plural}/test`));
    await uses({ [plural]: String(before) });
  });

  it("should create a ResourceQuota and capture the life of a pod.", async () => {
    await quota("test-quota", everything);
    await uses({ resourcequotas: "1" });
    const dongles = { "example.com/dongle": "2" };
    const amounts = { cpu: "500m", memory: "252Mi", "ephemeral-storage": "30Gi" };
    const resources = { requests: { ...amounts, ...dongles }, limits: dongles };
    const created = await admin.create(at("pods"), pod("test-pod", resources));
    const used = { resourcequotas: "1", pods: "1", ...amounts, "requests.example.com/dongle": "2" };
    await uses(used);
    const tooMuch = pod("fail-pod", { requests: { cpu: "600m", memory: "100Mi" } });
    await expect(admin.create(at("pods"), tooMuch)).rejects.toMatchObject({ code: 403 });
    const tooMany = pod("fail-pod-for-extended-resource", {
      requests: { cpu: "500m", memory: "100Mi", "ephemeral-storage": "30Gi", ...dongles },
      limits: dongles,
    });
    await expect(admin.create(at("pods"), tooMany)).rejects.toMatchObject({ code: 403 });
    const [container] = created.spec.containers;
    const less = { cpu: "100m", memory: "100Mi", "ephemeral-storage": "10Gi" };
    const smaller = {
      ...created,
      spec: { ...created.spec, containers: [{ ...container, resources: { ...container.resources, requests: less } }] },
    };
    await expect(admin.update(at("pods/test-pod"), smaller)).rejects.toBeDefined();
    await uses(used);
    await deleteNow(at("pods/test-pod"));
    const zero = { cpu: "0", memory: "0", "ephemeral-storage": "0", "requests.example.com/dongle": "0" };
    await uses({ resourcequotas: "1", pods: "0", ...zero });
  });

  it("should create a ResourceQuota and capture the life of a replication controller.", async () => {
    await quota("test-quota", everything);
    await uses({ resourcequotas: "1", replicationcontrollers: "0" });
    await admin.create(at("replicationcontrollers"), {
      metadata: { name: "test-rc" },
      spec: { replicas: 0, selector: labels, template },
    });
    await uses({ replicationcontrollers: "1" });
    await admin.delete(at("replicationcontrollers/test-rc?propagationPolicy=Background"));
    await uses({ replicationcontrollers: "0" });
  });

  it("should create a ResourceQuota and capture the life of a replica set.", async () => {
    await quota("test-quota", everything);
    await uses({ resourcequotas: "1", "count/replicasets.apps": "0" });
    await admin.create(at("replicasets", "/apis/apps/v1"), {
      metadata: { name: "test-rs" },
      spec: { replicas: 0, selector: { matchLabels: labels }, template },
    });
    await uses({ "count/replicasets.apps": "1" });
    await admin.delete(at("replicasets/test-rs", "/apis/apps/v1"));
    await uses({ "count/replicasets.apps": "0" });
  });

  it("should create a ResourceQuota and capture the life of a ResourceClaim", async () => {
    const hard = {
      resourcequotas: "1",
      "count/resourceclaims.resource.k8s.io": "1",
      "gold.deviceclass.resource.k8s.io/devices": "1",
    };
    const none = { "count/resourceclaims.resource.k8s.io": "0", "gold.deviceclass.resource.k8s.io/devices": "0" };
    const one = { "count/resourceclaims.resource.k8s.io": "1", "gold.deviceclass.resource.k8s.io/devices": "1" };
    await quota("test-quota", hard);
    await uses({ resourcequotas: "1", ...none });
    await admin.create(at("resourceclaims", "/apis/resource.k8s.io/v1"), {
      metadata: { name: "test-claim" },
      spec: { devices: { requests: [{ name: "req-0", exactly: { deviceClassName: "gold" } }] } },
    });
    await uses(one);
    await admin.delete(at("resourceclaims/test-claim", "/apis/resource.k8s.io/v1"));
    await uses(none);
  });

  it.each([
    ["a persistent volume claim", {}, {}],
    [
      "a persistent volume claim with a storage class",
      { storageClassName: "gold" },
      {
        "gold.storageclass.storage.k8s.io/persistentvolumeclaims": "1",
        "gold.storageclass.storage.k8s.io/requests.storage": "1Gi",
      },
    ],
  ])("should create a ResourceQuota and capture the life of %s", async (_, spec, ofClass: Record<string, string>) => {
    await quota("test-quota", everything);
    const one = { persistentvolumeclaims: "1", "requests.storage": "1Gi", ...ofClass };
    const none = Object.fromEntries(Object.keys(one).map((resource) => [resource, "0"]));
    await uses({ resourcequotas: "1", ...none });
    await admin.create(at("persistentvolumeclaims"), {
      metadata: { name: "test-claim" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
    });
    await uses(one);
    await admin.delete(at("persistentvolumeclaims/test-claim"));
    await uses(none);
  });

  it("should create a ResourceQuota and capture the life of a custom resource.", async () => {
    await admin.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      metadata: { name: "e2e-tests.quota.example.com" },
      spec: {
        group: "quota.example.com",
        scope: "Namespaced",
        names: { plural: "e2e-tests", singular: "e2e-test", kind: "E2eTest" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
      },
    });
    const count = "count/e2e-tests.quota.example.com";
    const custom = at("e2e-tests", "/apis/quota.example.com/v1");
    await eventually(
      () => admin.send("GET", custom),
      ({ code }) => code === 200,
    );
    await quota("test-quota", { ...everything, [count]: "1" });
    await uses({ resourcequotas: "1", [count]: "0" });
    const object = (name: string) => ({ apiVersion: "quota.example.com/v1", kind: "E2eTest", metadata: { name } });
    await admin.create(custom, object("test-cr-1"));
    await uses({ [count]: "1" });
    await expect(admin.create(custom, object("test-cr-2"))).rejects.toMatchObject({ code: 403 });
    await admin.delete(`${custom}/test-cr-1`);
    await uses({ [count]: "0" });
  });

  it("should verify ResourceQuota with terminating scopes.", async () => {
    await quota("quota-terminating", { pods: "5", ...compute }, { scopes: ["Terminating"] });
    await quota("quota-not-terminating", { pods: "5", ...compute }, { scopes: ["NotTerminating"] });
    const pods: readonly (readonly [name: string, spec: object, counts: string, not: string])[] = [
      ["test-pod", {}, "quota-not-terminating", "quota-terminating"],
      ["terminating-pod", { activeDeadlineSeconds: 3600 }, "quota-terminating", "quota-not-terminating"],
    ];
    for (const [name, spec, counting, other] of pods) {
      for (const each of [counting, other]) await uses({ pods: "0", ...nothing }, each);
      await admin.create(at("pods"), pod(name, { requests, limits }, spec));
      await uses({ pods: "1", ...asked }, counting);
      await uses({ pods: "0", ...nothing }, other);
      await deleteNow(at(`pods/${name}`));
    }
    await uses({ pods: "0", ...nothing }, "quota-terminating");
  });

  it("should verify ResourceQuota with best effort scope.", async () => {
    await quota("quota-besteffort", { pods: "5" }, { scopes: ["BestEffort"] });
    await quota("quota-not-besteffort", { pods: "5", ...compute }, { scopes: ["NotBestEffort"] });
    await admin.create(at("pods"), pod("test-pod"));
    await uses({ pods: "1" }, "quota-besteffort");
    await uses({ pods: "0" }, "quota-not-besteffort");
    await deleteNow(at("pods/test-pod"));
    await uses({ pods: "0" }, "quota-besteffort");
    await admin.create(at("pods"), pod("burstable-pod", { requests, limits }));
    await uses({ pods: "1" }, "quota-not-besteffort");
    await uses({ pods: "0" }, "quota-besteffort");
    await deleteNow(at("pods/burstable-pod"));
    await uses({ pods: "0" }, "quota-not-besteffort");
  });

  it("should be able to update and delete ResourceQuota.", async () => {
    await quota("test-quota", { cpu: "1", memory: "500Mi" });
    await changed(admin, at("resourcequotas/test-quota"), (current) => ({
      ...current,
      spec: { hard: { cpu: "2", memory: "1Gi" } },
    }));
    expect((await admin.get(at("resourcequotas/test-quota"))).spec.hard).toEqual({ cpu: "2", memory: "1Gi" });
    await admin.delete(at("resourcequotas/test-quota"));
    await expect(admin.get(at("resourcequotas/test-quota"))).rejects.toMatchObject({ code: 404 });
  });

  it("should apply changes to a resourcequota status", async () => {
    const label = "e2e-rq-label=rq";
    const watch = await admin.watch(at(`resourcequotas?labelSelector=${label}`));
    const hasHard = (hard: object) => (event: { readonly object: AnyObject }) =>
      JSON.stringify(event.object.status?.hard) === JSON.stringify(hard);
    const path = at("resourcequotas/rq");
    const hard = { cpu: "500m", memory: "500Mi" };
    await admin.create(at("resourcequotas"), {
      metadata: { name: "rq", labels: { "e2e-rq-label": "rq" } },
      spec: { hard },
    });
    expect((await admin.get(path)).spec.hard).toEqual(hard);
    await changed(admin, path, (current) => ({ ...current, status: { hard } }), "/status");
    await watch.until(hasHard(hard));
    const more = { cpu: "1", memory: "1Gi" };
    await admin.patch(path, { spec: { hard: more } }, "strategic");
    await admin.patch(`${path}/status`, { status: { hard: more } }, "strategic");
    await watch.until(hasHard(more));
    expect((await admin.get(`${path}/status`)).status.hard).toEqual(more);
    const most = { cpu: "2", memory: "2Gi" };
    expect((await admin.patch(`${path}/status`, { status: { hard: most } }, "strategic")).status.hard).toEqual(most);
    await watch.until(hasHard(most));
    watch.stop();
    expect((await admin.get(path)).spec.hard).toEqual(more);
  });

  it("ReplicationController should surface a failure condition on a common issue like exceeded quota", async () => {
    await quota("condition-test", { pods: "2" });
    await uses({ pods: "0" }, "condition-test");
    const path = at("replicationcontrollers/condition-test");
    await admin.create(at("replicationcontrollers"), {
      metadata: { name: "condition-test" },
      spec: { replicas: 3, selector: labels, template },
    });
    const failure = ({ status }: AnyObject) =>
      status.conditions?.find(({ type }: AnyObject) => type === "ReplicaFailure")?.status;
    await eventually(
      () => admin.get(path),
      (rc) => failure(rc) === "True",
      2000,
    );
    await changed(admin, path, (current) => ({ ...current, spec: { ...current.spec, replicas: 2 } }));
    await eventually(
      () => admin.get(path),
      (rc) => failure(rc) === undefined,
      2000,
    );
  });
});
