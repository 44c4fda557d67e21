import {
  type Controller,
  configMaps,
  type Deployment,
  deployments,
  endpoints,
  type KindReference,
  pods,
  replicaSets,
  services,
  silentLogger,
  WatchDriver,
} from "@engenho/core";
import { createDeploymentController } from "@engenho/deployment";
import { createGarbageCollector } from "@engenho/gc";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import { createReplicaSetController } from "@engenho/replicaset";
import { createEndpointSliceController, createEndpointsController } from "@engenho/service";
import { afterEach, describe, expect, it } from "vitest";
import type { KubernetesStore } from "../src/index.js";
import { startTestCluster, type TestCluster, until } from "./support/test-cluster.js";

let cluster: TestCluster;
const abort = { controllers: new AbortController() };
let running: Promise<void>[] = [];

afterEach(async () => {
  abort.controllers.abort();
  await Promise.all(running);
  running = [];
  abort.controllers = new AbortController();
  await cluster.close();
});

function run(store: KubernetesStore, controllers: readonly Controller[]): void {
  for (const controller of controllers) {
    const driver = new WatchDriver(controller, store, { debounceMs: 0, logger: silentLogger });
    running.push(driver.run(abort.controllers.signal));
  }
}

const namespace = "default";
const template = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "main", image: "registry.example/app:1" }] },
};

async function deploy(store: KubernetesStore, replicas: number) {
  await store.create({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace },
    spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
  } as never);
  return store.create<Deployment>({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace },
    spec: { replicas, selector: { matchLabels: { app: "web" } }, template },
  });
}

async function count(kind: KindReference): Promise<number> {
  return (await cluster.memory.list(kind, { namespace })).items.length;
}

const available = async () =>
  (await cluster.memory.get(deployments, { namespace, name: "web" })).status?.availableReplicas;

describe("engenho's controllers over an API server", () => {
  it("a Deployment rolls out, is updated, and is deleted with everything that it owns", async () => {
    cluster = await startTestCluster();
    const store = await cluster.open();
    const nodes = await cluster.open();
    const common = { store, logger: silentLogger };
    run(store, [
      createDeploymentController(common),
      createReplicaSetController(common),
      createEndpointsController(common),
      createEndpointSliceController(common),
      createGarbageCollector(common),
    ]);
    const hollow = { store: nodes, logger: silentLogger };
    run(nodes, [
      createNodeRegistrar({ ...hollow, nodes: 2, kubeletVersion: "v1.34.0" }),
      createPodBinder(hollow),
      createPodLifecycle({ ...hollow, podStartupMs: 0 }),
    ]);
    const deployment = await deploy(store, 5);
    await until(async () => (await available()) === 5, "5 available");
    expect(await count(pods)).toBe(5);
    const value = { spec: { template: { spec: { containers: [{ name: "main", image: "registry.example/app:2" }] } } } };
    await store.patch(deployment, deployment.metadata, { type: "strategic", value });
    const images = async () =>
      (await cluster.memory.list(pods, { namespace })).items.map(({ spec }) => spec?.containers[0]?.image);
    await until(
      async () => (await images()).join() === Array(5).fill("registry.example/app:2").join(),
      "all pods are new",
    );
    await until(async () => {
      const { subsets = [] } = await cluster.memory.get(endpoints, { namespace, name: "web" });
      return (subsets[0]?.addresses ?? []).length === 5;
    }, "5 addresses");
    expect(await count(replicaSets)).toBe(2);
    await store.delete(deployment, deployment.metadata);
    await until(async () => (await count(replicaSets)) + (await count(pods)) === 0, "everything is deleted");
    expect(await count(services)).toBe(1);
  }, 60_000);

  it("objects of a custom kind that is defined later are collected with their owners", async () => {
    cluster = await startTestCluster();
    const store = await cluster.open();
    run(store, [createGarbageCollector({ store, logger: silentLogger })]);
    const owner = await store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "owner", namespace } });
    await store.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
      },
    } as never);
    const widget = { apiVersion: "example.com/v1", kind: "Widget" };
    await until(async () => (await store.kinds()).some(({ kind }) => kind === "Widget"), "Widgets are served");
    const { uid, name } = owner.metadata;
    await store.create({
      ...widget,
      metadata: { name: "w", namespace, ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name, uid }] },
    });
    await store.delete(configMaps, owner.metadata);
    await until(async () => (await count(widget)) === 0, "the widget is deleted");
  }, 60_000);
});
