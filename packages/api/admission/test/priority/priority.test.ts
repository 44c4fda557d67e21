import { type KubernetesObject, type PodSpec, priorityClasses } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

const pod = (name: string, spec: Partial<PodSpec> = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "n" },
    spec: { containers: [{ name: "web", image: "nginx" }], ...spec },
  }) as KubernetesObject;
const priorityClass = (name: string, value: number, more: object = {}) =>
  ({
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    value,
    ...more,
  }) as KubernetesObject;
const server = { requireNamespaces: true, disableAdmissionPlugins: ["NamespaceLifecycle"] };
const spec = (object: KubernetesObject) => (object as KubernetesObject & { spec: PodSpec }).spec;

describe("a Pod's priority (upstream: TestPodAdmission)", () => {
  it("is that of its class, with the class's preemption policy", async () => {
    const { store } = openRegistry(server);
    await store.create(priorityClass("high", 100, { preemptionPolicy: "Never" }));
    expect(spec(await store.create(pod("p", { priorityClassName: "high" })))).toMatchObject({
      priority: 100,
      preemptionPolicy: "Never",
    });
  });

  it("is 0 without a class, or that of the default class, which it then names", async () => {
    const { store } = openRegistry(server);
    expect(spec(await store.create(pod("none")))).toMatchObject({
      priority: 0,
      preemptionPolicy: "PreemptLowerPriority",
    });
    await store.create(priorityClass("default", 100, { globalDefault: true }));
    expect(spec(await store.create(pod("p")))).toMatchObject({ priority: 100, priorityClassName: "default" });
  });

  it("is that of the default class with the lowest value, if a race has made two", async () => {
    const { store, backend } = openRegistry(server);
    for (const [name, value] of [
      ["a", 100],
      ["b", 50],
    ] as const) {
      const key = { group: "scheduling.k8s.io", kind: "PriorityClass", namespace: "", name };
      await backend.commit({ type: "create", key, object: priorityClass(name, value, { globalDefault: true }) });
    }
    expect(spec(await store.create(pod("p")))).toMatchObject({ priority: 50, priorityClassName: "b" });
  });

  it("of a system class needs no object in a library", async () => {
    const { store } = openRegistry();
    expect(spec(await store.create(pod("p", { priorityClassName: "system-node-critical" }))).priority).toBe(
      2_000_001_000,
    );
  });

  it("of an unknown class is refused by a server, and left open by a library", async () => {
    await expect(openRegistry(server).store.create(pod("p", { priorityClassName: "nope" }))).rejects.toMatchObject({
      code: "Forbidden",
      message: 'pods "p" is forbidden: no PriorityClass with name nope was found',
    });
    expect(spec(await openRegistry().store.create(pod("p", { priorityClassName: "nope" })))).not.toHaveProperty(
      "priority",
    );
  });

  it.each([
    [
      { priority: 5 },
      "the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 100 from the given PriorityClass name",
    ],
    [
      { preemptionPolicy: "Never" },
      "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name",
    ],
  ])("that the Pod says otherwise (%j) is refused", async (own, reason) => {
    const { store } = openRegistry(server);
    await store.create(priorityClass("high", 100));
    await expect(store.create(pod("p", { priorityClassName: "high", ...own } as never))).rejects.toMatchObject({
      message: `pods "p" is forbidden: ${reason}`,
    });
    await store.create(pod("p", { priorityClassName: "high", priority: 100 }));
  });

  it("is kept by an update without it, and follows a class that is created again for Pods that share a spec", async () => {
    const { store } = openRegistry(server);
    await store.create(priorityClass("high", 100));
    const shared = spec(pod("", { priorityClassName: "high" }));
    const created = await store.create(pod("p", shared));
    const { priority: _, preemptionPolicy: __, ...without } = spec(created);
    expect(spec(await store.update({ ...created, spec: without } as KubernetesObject))).toMatchObject({
      priority: 100,
    });
    await store.delete(priorityClasses, { name: "high" });
    await store.create(priorityClass("high", 200));
    expect(spec(await store.create(pod("q", shared))).priority).toBe(200);
  });
});

describe("a PriorityClass (upstream: TestPriorityClassAdmission)", () => {
  it("cannot be a second default, neither as a new one nor later; the default one may change", async () => {
    const { store } = openRegistry();
    const first = await store.create(priorityClass("first", 1, { globalDefault: true }));
    const refusal = {
      message: expect.stringContaining("PriorityClass first is already marked as default. Only one default can exist"),
    };
    await expect(store.create(priorityClass("second", 2, { globalDefault: true }))).rejects.toMatchObject(refusal);
    const second = await store.create(priorityClass("second", 2));
    await expect(store.update({ ...second, globalDefault: true } as KubernetesObject)).rejects.toMatchObject(refusal);
    await store.update({ ...first, description: "still the default" } as KubernetesObject);
  });
});
