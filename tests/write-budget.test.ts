import { deployments, pods } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CountedWorld } from "./support/counted-world.js";

// The writes of a rollout, refused ones included: docs/write-budgets.md.

const controllers = {
  deployment: "deployment-controller",
  replicaset: "replicaset-controller",
  endpoints: "endpoints-controller",
  endpointslice: "endpointslice-controller",
  gc: "garbage-collector-controller",
  nodes: "hollow-node-registrar",
  binder: "hollow-binder",
  lifecycle: "hollow-pod-lifecycle",
};
type Short = keyof typeof controllers;
const web = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web" };

describe("a Deployment behind a Service, with every controller and hollow nodes", () => {
  let world: CountedWorld;

  beforeEach(async () => {
    world = new CountedWorld();
    await world.start(2);
    world.reset();
  });

  afterEach(() => world.stop());

  const written = () =>
    Object.fromEntries(
      Object.entries(controllers).map(([short, name]) => [short, world.callsOf(name).written]),
    ) as Record<Short, number>;
  const total = () => Object.values(written()).reduce((sum, count) => sum + count, 0);

  it.each([10, 100, 400])(
    "create %i pods: 4 writes per pod (created, bound, ready, one Event), and at most 25 in addition",
    async (pods) => {
      await world.deploy("web", pods);
      await world.settle();
      const { replicaset, ...others } = written();
      expect(others).toEqual({
        deployment: 4,
        endpoints: 2,
        endpointslice: 1 + Math.ceil(pods / 100),
        gc: 0,
        nodes: 0,
        binder: 2 * pods,
        lifecycle: pods,
      });
      // Two status updates, and the Events that its spam filter lets through (CM-16).
      expect(replicaset - pods).toBeLessThanOrEqual(12);
      expect(total() - 4 * pods).toBeLessThanOrEqual(25);
    },
  );

  it.each([10, 100, 400])(
    "replace %i pods: 4 writes per new pod and 2 per old one (deleted, removed), and at most 80 in addition",
    async (pods) => {
      await world.deploy("web", pods);
      await world.settle();
      world.reset();
      const containers = [{ name: "main", image: "nginx:2" }];
      await world.store.patch(deployments, web, {
        type: "strategic",
        value: { spec: { template: { spec: { containers } } } },
      });
      await world.settle();
      const { deployment, replicaset, endpoints, endpointslice, ...others } = written();
      expect(others).toEqual({ gc: 0, nodes: 0, binder: 2 * pods, lifecycle: 2 * pods });
      expect(deployment).toBeLessThanOrEqual(26);
      expect(replicaset - 2 * pods).toBeLessThanOrEqual(36);
      expect(endpoints).toBeLessThanOrEqual(8);
      expect(endpointslice).toBeLessThanOrEqual(8);
      expect(total() - 6 * pods).toBeLessThanOrEqual(80);
    },
  );

  it.each([10, 100, 400])(
    "scale down by %i pods: 2 writes per pod (deleted, removed), and at most 25 in addition",
    async (pods) => {
      await world.deploy("web", pods);
      await world.settle();
      world.reset();
      await world.store.patch(deployments, web, { type: "merge", value: { spec: { replicas: 0 } } });
      await world.settle();
      expect(written()).toMatchObject({ gc: 0, nodes: 0, binder: 0, lifecycle: pods });
      expect(total() - 2 * pods).toBeLessThanOrEqual(25);
    },
  );

  it("delete 100 pods with their Deployment: 2 writes per pod (deleted, removed), and at most 25 in addition", async () => {
    await world.deploy("web", 100);
    await world.settle();
    world.reset();
    await world.store.delete(deployments, web, { propagationPolicy: "Background" });
    await world.settle();
    expect(written()).toMatchObject({ binder: 0, nodes: 0, lifecycle: 100 });
    expect(total() - 2 * 100).toBeLessThanOrEqual(25);
  });

  it("one of 100 pods briefly unready: at most 2 writes by each controller, and one by its kubelet", async () => {
    await world.deploy("web", 100);
    await world.settle();
    world.reset();
    const { items } = await world.store.list(pods, { namespace: "default", limit: 1 });
    const [pod] = items;
    const conditions = pod?.status?.conditions?.map((each) => ({ ...each, status: "False" }));
    await world.store.update({ ...pod, status: { ...pod?.status, conditions } } as never, { subresource: "status" });
    await world.settle();
    const { lifecycle, ...others } = written();
    expect(lifecycle).toBe(1);
    for (const [name, count] of Object.entries(others)) expect(count, name).toBeLessThanOrEqual(2);
  });
});
