import { definedFields, type KubernetesObject, type Namespace, pods, type Stored, StoreError } from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createNamespaceController } from "../src/index.js";

describe("the Namespace controller", () => {
  let clock: FakeClock;
  let store: MemoryStore;
  let process: ControllerProcess;

  beforeEach(async () => {
    clock = new FakeClock();
    store = createMemoryStore({ clock, requireNamespaces: true });
    start(0);
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "ns" } });
    await clock.settle();
  });

  afterEach(async () => {
    await process.stop();
    expect(clock.pendingTimers, "leaked timers").toBe(0);
  });

  function start(deletionDelayMs?: number, fallbackIntervalMs?: number): void {
    process = new ControllerProcess({
      store,
      clock,
      create: (client) => createNamespaceController({ store: client, clock, ...definedFields({ deletionDelayMs }) }),
      ...definedFields({ fallbackIntervalMs }),
    });
    process.start();
  }

  async function restart(deletionDelayMs?: number, fallbackIntervalMs?: number): Promise<void> {
    await process.stop();
    start(deletionDelayMs, fallbackIntervalMs);
    await clock.settle();
  }

  const create = (kind: string, name: string, rest: object = {}, finalizers: string[] = []) =>
    store.create({
      apiVersion: "v1",
      kind,
      metadata: { name, namespace: "ns", ...(finalizers.length === 0 ? {} : { finalizers }) },
      ...rest,
    } as KubernetesObject);
  const pod = { spec: { containers: [{ name: "main", image: "nginx" }] } };
  const names = async (kind: string) =>
    (await store.list({ apiVersion: "v1", kind }, { namespace: "ns" })).items.map((item) => item.metadata.name);
  const namespaces = async () => (await store.list<Namespace>({ apiVersion: "v1", kind: "Namespace" })).items;
  const remove = async () => {
    await store.delete({ apiVersion: "v1", kind: "Namespace" }, { name: "ns" });
    await clock.settle();
  };
  const conditions = (namespace: Stored<Namespace> | undefined) =>
    Object.fromEntries(
      (namespace?.status?.conditions ?? []).map(({ type, status, message }) => [type, `${status} ${message}`]),
    );

  it("ignores a namespace that is not being deleted", async () => {
    await create("ConfigMap", "a");
    await clock.advance(60_000);
    expect(await names("ConfigMap")).toEqual(["a"]);
  });

  it("deletes the content of every namespaced kind of a namespace that is being deleted, and finalizes it", async () => {
    await create("ConfigMap", "a");
    await create("Secret", "b");
    await create("Pod", "c", pod);
    await remove();
    await clock.advance(1_000);
    expect(await namespaces()).toEqual([]);
    for (const kind of ["ConfigMap", "Secret", "Pod"]) expect(await names(kind), kind).toEqual([]);
  });

  it("lists the content in pages, and gives way between deletions", async () => {
    for (let index = 0; index < 1_200; index++) await create("ConfigMap", `m${index}`);
    const { scripted } = process;
    const perTurn = [0];
    const turn = clock.turn.bind(clock);
    clock.turn = () => {
      perTurn.push(0);
      return turn();
    };
    scripted.forget();
    scripted.before = ({ verb, kind }) => {
      if (verb !== "delete" || kind !== "ConfigMap") return;
      clock.pass(1);
      perTurn.push((perTurn.pop() ?? 0) + 1);
    };
    await remove();
    expect(await namespaces()).toEqual([]);
    expect(perTurn.reduce((sum, deletions) => sum + deletions)).toBe(1_200);
    expect(Math.max(...perTurn)).toBeLessThan(20);
    const lists = scripted.calls.filter(({ verb, kind }) => verb === "list" && kind === "ConfigMap");
    expect(Math.max(...lists.map(({ listOptions }) => listOptions?.limit ?? Number.POSITIVE_INFINITY))).toBe(500);
  });

  it("reports why objects cannot be deleted", async () => {
    await create("ConfigMap", "a");
    process.scripted.before = ({ verb, kind }) => {
      if (verb === "delete" && kind === "ConfigMap") throw new StoreError("InternalError", "no deletion today");
    };
    await remove();
    expect(conditions((await namespaces())[0]).NamespaceDeletionContentFailure).toBe("True no deletion today");
    process.scripted.before = () => {};
    await clock.advance(6_000);
    expect(await namespaces()).toEqual([]);
  });

  it("finalizes an empty namespace at once", async () => {
    await remove();
    expect(await namespaces()).toEqual([]);
  });

  it("deletes pods before anything else", async () => {
    await create("ConfigMap", "a");
    await create("Pod", "held", pod, ["example.com/wait"]);
    await remove();
    await clock.advance(1_000);
    expect(await names("ConfigMap")).toEqual(["a"]);
    const [namespace] = await namespaces();
    expect(namespace?.status?.phase).toBe("Terminating");
    expect(conditions(namespace)).toEqual({
      NamespaceDeletionDiscoveryFailure: "False All resources successfully discovered",
      NamespaceDeletionGroupVersionParsingFailure: "False All legacy kube types successfully parsed",
      NamespaceDeletionContentFailure: "False All content successfully deleted, may be waiting on finalization",
      NamespaceContentRemaining: "True Some resources are remaining: pods. has 1 resource instances",
      NamespaceFinalizersRemaining:
        "True Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances",
    });
    const reference = { apiVersion: "v1", kind: "Pod", namespace: "ns", name: "held" };
    await store.patch(pods, reference, { type: "merge", value: { metadata: { finalizers: null } } });
    await clock.advance(6_000);
    expect(await names("ConfigMap")).toEqual([]);
    expect(await namespaces()).toEqual([]);
  });

  it("waits for another finalizer without repeated writes", async () => {
    await create("ConfigMap", "held", {}, ["example.com/wait"]);
    await remove();
    await clock.advance(1_000);
    const { resourceVersion } = await store.list({ apiVersion: "v1", kind: "Namespace" });
    await clock.advance(60_000);
    expect((await store.list({ apiVersion: "v1", kind: "Namespace" })).resourceVersion).toBe(resourceVersion);
  });

  it("counts an object once, however many versions of its kind are served", async () => {
    const version = (name: string, storage: boolean) => ({
      name,
      storage,
      served: true,
      schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
    });
    await store.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "widgets", kind: "Widget" },
        versions: [version("v1", true), version("v1beta1", false)],
      },
    } as KubernetesObject);
    await clock.settle();
    await store.create({
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: "w", namespace: "ns", finalizers: ["example.com/keep"] },
    });
    await remove();
    const messages = conditions((await namespaces()).find(({ metadata }) => metadata.name === "ns"));
    expect(messages.NamespaceContentRemaining).toContain("widgets.example.com has 1 resource instances");
    expect(messages.NamespaceFinalizersRemaining).toContain("example.com/keep in 1 resource instances");
    await store.patch(
      { apiVersion: "example.com/v1beta1", kind: "Widget" },
      { namespace: "ns", name: "w" },
      { type: "merge", value: { metadata: { finalizers: null } } },
    );
    await clock.advance(5_000);
    expect((await namespaces()).map(({ metadata }) => metadata.name)).not.toContain("ns");
  });

  it("removes its own finalizer from a namespace that has other spec.finalizers", async () => {
    const [namespace] = await namespaces();
    const spec = { finalizers: ["kubernetes", "example.com/other"] };
    await store.update({ ...namespace, spec } as KubernetesObject, { subresource: "finalize" });
    await remove();
    expect((await namespaces())[0]?.spec?.finalizers).toEqual(["example.com/other"]);
  });

  it("continues a deletion after a restart", async () => {
    await create("ConfigMap", "a");
    await process.stop();
    await remove();
    expect(await names("ConfigMap")).toEqual(["a"]);
    start(0);
    await clock.advance(1_000);
    expect(await namespaces()).toEqual([]);
  });

  describe("by default", () => {
    it("cases API 4: the content of a namespace, and the namespace, are kept for five seconds after its deletion", async () => {
      await restart();
      await create("ConfigMap", "a");
      await clock.advance(600);
      await remove();
      await clock.advance(4_999);
      expect(await names("ConfigMap")).toEqual(["a"]);
      expect((await namespaces())[0]?.status?.phase).toBe("Terminating");
      await clock.advance(1);
      expect(await names("ConfigMap")).toEqual([]);
      expect(await namespaces()).toEqual([]);
    });

    it("cases API 4: a tick of everything or a restart shortens that by less than a second, the resolution of timestamps", async () => {
      await restart(undefined, 1_000);
      await create("ConfigMap", "a");
      await clock.advance(600);
      await remove();
      await clock.advance(2_000);
      await restart(undefined, 1_000);
      await clock.advance(1_900);
      expect(await names("ConfigMap")).toEqual(["a"]);
      await clock.advance(1_100);
      expect(await namespaces()).toEqual([]);
    });

    it("a namespace that another client finalized leaves no state", async () => {
      await restart();
      await remove();
      const [namespace] = await namespaces();
      await store.update({ ...namespace, spec: { finalizers: [] } } as KubernetesObject, { subresource: "finalize" });
      await clock.settle();
      expect(await namespaces()).toEqual([]);
      expect(clock.pendingTimers).toBe(0);
    });
  });
});
