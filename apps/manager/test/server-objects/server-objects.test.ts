import {
  apiServices,
  customResourceDefinitions,
  flowSchemas,
  ipAddresses,
  type KubernetesObject,
  priorityLevelConfigurations,
  serviceCIDRs,
  services,
  silentLogger,
} from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serverObjects } from "../../src/server-objects/index.js";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
} as KubernetesObject;

describe("what the server creates behind its start", () => {
  let clock: FakeClock;
  let store: ReturnType<typeof createMemoryStore>;
  let processes: ControllerProcess[] = [];

  beforeEach(async () => {
    clock = new FakeClock();
    store = createMemoryStore({ clock });
    const context = {
      clock,
      logger: silentLogger,
      definitions: store.definitions(),
      clusterIpRanges: ["10.96.0.0/12"],
    };
    processes = serverObjects({ ...context, store }).map(
      ({ name }) =>
        new ControllerProcess({
          store,
          clock,
          create: (own) => {
            const [found] = serverObjects({ ...context, store: own }).filter((each) => each.name === name);
            if (found === undefined) throw new Error(name);
            return found;
          },
        }),
    );
    for (const each of processes) each.start();
    await clock.settle();
  });
  afterEach(async () => {
    for (const each of processes) await each.stop();
    await store.close();
  });

  const names = async (kind: { readonly apiVersion: string; readonly kind: string }) =>
    (await store.list(kind)).items.map(({ metadata }) => metadata.name);

  it("a local APIService for each group version, available at once, with upstream's priorities", async () => {
    const found = await names(apiServices);
    expect(found).toEqual(expect.arrayContaining(["v1.", "v1.apps", "v2.autoscaling", "v1.storage.k8s.io"]));
    expect(found).not.toContain("v1.apiregistration.k8s.io");
    expect(await store.get(apiServices, { name: "v1.apps" })).toMatchObject({
      metadata: { labels: { "kube-aggregator.kubernetes.io/automanaged": "onstart" } },
      spec: { group: "apps", version: "v1", groupPriorityMinimum: 17_800, versionPriority: 15 },
      status: { conditions: [{ type: "Available", status: "True", reason: "Local" }] },
    });
    expect((await store.get(apiServices, { name: "v1." })).spec).toEqual({
      version: "v1",
      groupPriorityMinimum: 18_000,
      versionPriority: 1,
    });
  });

  it("an APIService for the group versions of definitions, which goes with the last of them", async () => {
    await store.create(definition);
    await clock.settle();
    expect((await store.get(apiServices, { name: "v1.example.com" })).spec).toMatchObject({
      groupPriorityMinimum: 1000,
      versionPriority: 100,
    });
    await store.delete(customResourceDefinitions, { name: "widgets.example.com" });
    await clock.advance(1_000);
    expect(await names(apiServices)).not.toContain("v1.example.com");
  });

  it("an APIService that is deleted or changed is put right; one of a user's is left alone", async () => {
    await store.delete(apiServices, { name: "v1.apps" });
    const batch = await store.get(apiServices, { name: "v1.batch" });
    await store.update({ ...batch, spec: { ...batch.spec, versionPriority: 3 } } as never);
    const own = {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1.metrics.example.com" },
      spec: { group: "metrics.example.com", version: "v1", groupPriorityMinimum: 100, versionPriority: 100 },
    };
    await store.create(own as KubernetesObject);
    await clock.advance(1_000);
    expect(await names(apiServices)).toEqual(expect.arrayContaining(["v1.apps", "v1.metrics.example.com"]));
    expect((await store.get(apiServices, { name: "v1.batch" })).spec?.versionPriority).toBe(15);
  });

  it("the FlowSchemas and priority levels of every cluster, which are created again, with their condition", async () => {
    expect((await names(flowSchemas)).toSorted()).toEqual([
      "catch-all",
      "exempt",
      "global-default",
      "kube-controller-manager",
      "kube-scheduler",
      "kube-system-service-accounts",
      "probes",
      "service-accounts",
      "system-leader-election",
      "system-node-high",
      "system-nodes",
    ]);
    expect(await names(priorityLevelConfigurations)).toHaveLength(8);
    const found = { type: "Dangling", status: "False", reason: "Found" };
    expect(await store.get(flowSchemas, { name: "probes" })).toMatchObject({ status: { conditions: [found] } });
    await store.delete(flowSchemas, { name: "probes" });
    await clock.advance(1_000);
    expect(await names(flowSchemas)).toContain("probes");
  });

  it("a FlowSchema says whether its priority level exists, also when that changes", async () => {
    const flow = {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "FlowSchema",
      metadata: { name: "mine" },
      spec: { priorityLevelConfiguration: { name: "mine" } },
    };
    await store.create(flow as KubernetesObject);
    await clock.settle();
    const condition = async () => (await store.get(flowSchemas, { name: "mine" })).status?.conditions?.[0];
    expect(await condition()).toMatchObject({
      status: "True",
      reason: "NotFound",
      message:
        'This FlowSchema references the PriorityLevelConfiguration object named "mine" but there is no such object',
    });
    const level = {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "PriorityLevelConfiguration",
      metadata: { name: "mine" },
      spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } } },
    };
    await store.create(level as KubernetesObject);
    await clock.settle();
    expect(await condition()).toMatchObject({ status: "False", reason: "Found" });
  });

  it("the ServiceCIDR kubernetes, Ready, which is created again", async () => {
    const ready = { type: "Ready", status: "True", message: "Kubernetes default Service CIDR is ready" };
    const expected = { spec: { cidrs: ["10.96.0.0/12"] }, status: { conditions: [ready] } };
    expect(await store.get(serviceCIDRs, { name: "kubernetes" })).toMatchObject(expected);
    await store.delete(serviceCIDRs, { name: "kubernetes" });
    await clock.advance(1_000);
    expect(await store.get(serviceCIDRs, { name: "kubernetes" })).toMatchObject(expected);
  });

  it("an IPAddress for each cluster IP, which goes with its Service and comes back while it is used", async () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec: { clusterIP: "10.96.0.77", ports: [{ port: 80 }] },
    };
    await store.create(service as KubernetesObject);
    await clock.settle();
    const expected = {
      metadata: {
        labels: {
          "ipaddress.kubernetes.io/ip-family": "IPv4",
          "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
        },
      },
      spec: { parentRef: { resource: "services", namespace: "default", name: "web" } },
    };
    expect(await store.get(ipAddresses, { name: "10.96.0.77" })).toMatchObject(expected);
    await store.delete(ipAddresses, { name: "10.96.0.77" });
    await clock.advance(1_000);
    expect(await store.get(ipAddresses, { name: "10.96.0.77" })).toMatchObject(expected);
    await store.delete(services, { namespace: "default", name: "web" });
    await clock.advance(1_000);
    expect(await names(ipAddresses)).toEqual([]);
  });

  it("nothing is written once everything is there", async () => {
    const before = (await store.list(flowSchemas)).resourceVersion;
    await clock.advance(120_000);
    expect((await store.list(flowSchemas)).resourceVersion).toBe(before);
  });
});
