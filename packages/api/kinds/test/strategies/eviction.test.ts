import { type Eviction, type KubernetesObject, type Pod, podDisruptionBudgets, pods } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

const eviction: Eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "p", namespace: "a" } };
const podReference = { apiVersion: "v1", kind: "Pod", namespace: "a", name: "p" };
const budgetReference = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace: "a", name: "b" };

interface Budget extends KubernetesObject {
  readonly status?: object;
}

async function open(budgetStatus: object | undefined, options: { ready?: boolean; spec?: object } = {}) {
  const opened = openRegistry();
  const { store } = opened;
  const pod = await store.create<Pod>({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "a", labels: { app: "p" } },
    spec: { nodeName: "n1", containers: [{ name: "main", image: "registry.example/app:1" }] },
  });
  const ready = { type: "Ready", status: options.ready === false ? "False" : "True" };
  const status = { ...pod.status, phase: "Running", conditions: [ready] };
  await store.update({ ...pod, status } as typeof pod, { subresource: "status" });
  if (budgetStatus !== undefined) {
    const budget = await store.create<Budget>({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "b", namespace: "a" },
      ...{ spec: { minAvailable: 1, selector: { matchLabels: { app: "p" } }, ...options.spec } },
    });
    const counts = {
      observedGeneration: 1,
      currentHealthy: 2,
      desiredHealthy: 1,
      expectedPods: 2,
      disruptionsAllowed: 0,
    };
    await store.update({ ...budget, status: { ...counts, ...budgetStatus } }, { subresource: "status" });
  }
  const evict = (more: object = {}) =>
    store.subresource(pods, podReference, "eviction").create({ ...eviction, ...more });
  const isGoing = async () => (await store.get(pods, podReference)).metadata.deletionTimestamp !== undefined;
  return { ...opened, evict, isGoing };
}

describe("an eviction", () => {
  it("deletes a pod that no budget covers, with the eviction's delete options", async () => {
    const { store, evict } = await open(undefined);
    await evict({ deleteOptions: { gracePeriodSeconds: 3 } });
    expect((await store.get(pods, podReference)).metadata.deletionGracePeriodSeconds).toBe(3);
  });

  it("takes one disruption from the budget and records the pod in it", async () => {
    const { store, evict, isGoing } = await open({ disruptionsAllowed: 2 });
    await evict();
    expect(await isGoing()).toBe(true);
    expect((await store.get(podDisruptionBudgets, budgetReference)).status).toMatchObject({
      disruptionsAllowed: 1,
      disruptedPods: { p: "2025-01-01T00:00:00Z" },
    });
  });

  it("is refused by an exhausted budget, with the reason", async () => {
    const { evict, isGoing } = await open({ disruptionsAllowed: 0, desiredHealthy: 2 });
    await expect(evict()).rejects.toMatchObject({
      code: "TooManyRequests",
      details: {
        causes: [
          { reason: "DisruptionBudget", message: "The disruption budget b needs 2 healthy pods and has 2 currently" },
        ],
      },
    });
    expect(await isGoing()).toBe(false);
  });

  it("is delayed until the disruption controller has observed the budget's spec", async () => {
    const { evict } = await open({ disruptionsAllowed: 2, observedGeneration: 0 });
    await expect(evict()).rejects.toMatchObject({
      code: "TooManyRequests",
      details: { retryAfterSeconds: 10, causes: [{ message: expect.stringContaining("still being processed") }] },
    });
  });

  it("of a pod that is not ready costs no disruption while enough others are", async () => {
    const { store, evict, isGoing } = await open({ disruptionsAllowed: 0 }, { ready: false });
    await evict();
    expect(await isGoing()).toBe(true);
    expect((await store.get(podDisruptionBudgets, budgetReference)).status).toMatchObject({ disruptionsAllowed: 0 });
  });

  it("of a pod that is not ready is refused while too few others are, unless the budget's policy is AlwaysAllow", async () => {
    const few = { disruptionsAllowed: 0, currentHealthy: 0 };
    const refused = await open(few, { ready: false });
    await expect(refused.evict()).rejects.toMatchObject({ code: "TooManyRequests" });
    const allowed = await open(few, { ready: false, spec: { unhealthyPodEvictionPolicy: "AlwaysAllow" } });
    await allowed.evict();
    expect(await allowed.isGoing()).toBe(true);
  });

  it("as a dry run deletes nothing and takes no disruption", async () => {
    const { store, evict, isGoing } = await open({ disruptionsAllowed: 2 });
    await evict({ deleteOptions: { dryRun: ["All"] } });
    expect(await isGoing()).toBe(false);
    expect((await store.get(podDisruptionBudgets, budgetReference)).status).toMatchObject({ disruptionsAllowed: 2 });
  });

  it("of a missing pod is NotFound", async () => {
    const { store } = openRegistry();
    await expect(store.subresource(pods, podReference, "eviction").create(eviction)).rejects.toMatchObject({
      code: "NotFound",
    });
  });
});
