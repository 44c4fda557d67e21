import {
  type ConfigMap,
  configMaps,
  customResourceDefinitions,
  isStoreError,
  type KubernetesObject,
  type Service,
  type Store,
  services,
  silentLogger,
} from "@engenho/core";
import { createEtcdStore } from "@engenho/store-etcd";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { definition } from "./support/definition.js";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

const namespace = "default";

describe.skipIf(noEtcd !== undefined)("two stores over one etcd", () => {
  let etcd: EtcdCluster;
  let prefixes = 0;

  beforeAll(async () => {
    etcd = await startEtcd();
  }, 30_000);
  afterAll(() => etcd.stop());

  async function two(options: Partial<Parameters<typeof createEtcdStore>[0]> = {}) {
    const prefix = `/two/${prefixes++}`;
    const open = () => createEtcdStore({ servers: etcd.servers, prefix, logger: silentLogger, ...options });
    const stores = await Promise.all([open(), open()]);
    onTestFinished(async () => void (await Promise.all(stores.map((store) => store.close()))));
    return [...stores, prefix] as const;
  }

  it("a read after a refresh shows the other's earlier writes, and a watch delivers them", async () => {
    const [first, second] = await two();
    const watch = second.watch({ kinds: [configMaps] });
    for (let round = 0; round < 20; round++) {
      const written = await first.create(configMap(`c${round}`));
      await second.refresh?.();
      expect(await second.get(configMaps, written.metadata)).toEqual(written);
    }
    const names: string[] = [];
    while (names.length < 20) {
      const signal = await watch.next();
      if (signal?.type === "events") names.push(...signal.events.map(({ object }) => object.metadata.name));
    }
    expect(names).toEqual(Array.from({ length: 20 }, (_, round) => `c${round}`));
    watch.close();
  });

  it("a refresh completes when only keys of other programs were written", async () => {
    const [first] = await two();
    await etcd.etcdctl(["put", "/elsewhere", "x"]);
    await first.refresh?.();
    const newest = JSON.parse(await etcd.etcdctl(["get", "/elsewhere", "-w", "json"])).header.revision;
    await first.refresh?.(String(newest));
    // A revision that does not exist yet is not waited for.
    await first.refresh?.(String(newest + 1_000_000));
  });

  it("of two concurrent updates from the same version one fails with Conflict, and a merge loses neither change", async () => {
    const [first, second] = await two();
    const made = await first.create(configMap("shared"));
    await second.refresh?.();
    const outcomes = await Promise.allSettled(
      [first, second].map((store, index) => store.update({ ...made, data: { by: String(index) } })),
    );
    const failed = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(failed.map(({ code }) => code)).toEqual(["Conflict"]);
    const patches = async (store: Store, start: number) => {
      for (let index = start; index < start + 10; index++) {
        await store.patch(configMaps, made.metadata, { type: "merge", value: { data: { [`k${index}`]: "v" } } });
      }
    };
    await Promise.all([patches(first, 0), patches(second, 10)]);
    await first.refresh?.();
    const merged = await first.get(configMaps, made.metadata);
    expect(Object.keys(merged.data ?? {}).filter((key) => key.startsWith("k"))).toHaveLength(20);
  });

  it("of two concurrent creates of one name one succeeds, and so of two deletes", async () => {
    const [first, second] = await two();
    for (let round = 0; round < 5; round++) {
      const object = configMap(`once${round}`);
      const made = await Promise.allSettled([first.create(object), second.create(object)]);
      expect(codesOf(made)).toEqual(["AlreadyExists"]);
      await Promise.all([first.refresh?.(), second.refresh?.()]);
      const gone = await Promise.allSettled([
        first.delete(configMaps, object.metadata as { name: string }),
        second.delete(configMaps, object.metadata as { name: string }),
      ]);
      expect(codesOf(gone)).toEqual(["NotFound"]);
    }
  });

  it("a custom kind that one store defines is served by the other, which also notices its removal", async () => {
    const [first, second] = await two();
    await first.create(definition);
    await second.refresh?.();
    const widget: KubernetesObject = {
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: "w", namespace },
    };
    const made = await second.create(widget);
    await first.refresh?.();
    expect(await first.get(widget, made.metadata)).toEqual(made);
    // The first store deletes the definition and its objects; the second one notices.
    await second.delete(customResourceDefinitions, { name: definition.metadata.name as string });
    await expect
      .poll(async () => (await first.kinds()).some(({ kind }) => kind === "Widget"), { timeout: 10_000 })
      .toBe(false);
    await expect(first.get(widget, made.metadata)).rejects.toSatisfy((error) => isStoreError(error, "NoKindMatch"));
  });

  it("if a process ends before it writes the status of its definition, another one writes it, and the kind is served", {
    timeout: 30_000,
  }, async () => {
    const [first, second, prefix] = await two();
    await first.create(definition);
    const key = `${prefix}/apiextensions.k8s.io/customresourcedefinitions/${definition.metadata.name}`;
    const written = JSON.parse(await etcd.etcdctl(["get", key, "--print-value-only"]));
    await first.close();
    // As it is created, without a status.
    await etcd.etcdctl(["put", key, JSON.stringify({ ...written, status: {} })]);
    const served = async () => (await second.kinds()).some(({ kind }) => kind === "Widget");
    await expect.poll(served, { timeout: 10_000 }).toBe(false);
    await expect.poll(served, { timeout: 15_000 }).toBe(true);
    const { status } = await second.get(customResourceDefinitions, { name: definition.metadata.name as string });
    expect(status?.conditions?.map(({ type, status: value }) => `${type}=${value}`)).toEqual([
      "NamesAccepted=True",
      "Established=True",
    ]);
  });

  it("no cluster IP and no node port is given to two Services, and every one is used", async () => {
    // 6 addresses and 8 ports: nearly every allocation of the stores collides.
    const ranges = { clusterIpRanges: ["10.0.0.0/29"] as const, nodePortRange: { first: 30_000, last: 30_007 } };
    const [first, second] = await two({ services: ranges });
    for (let round = 0; round < 5; round++) {
      const made = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? first : second).create(nodePort(`s${index}`))),
      );
      const all = made.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value as Service] : []));
      const ips = all.map(({ spec }) => spec?.clusterIP);
      const ports = all.map(({ spec }) => spec?.ports?.[0]?.nodePort);
      expect(all).toHaveLength(6);
      expect(new Set(ips).size).toBe(6);
      expect(new Set(ports).size).toBe(6);
      for (const code of codesOf(made)) expect(code).toBe("InternalError");
      await Promise.all([first.refresh?.(), second.refresh?.()]);
      // The other store deletes, which releases the values in both.
      await Promise.all(
        all.map(({ metadata }) => second.delete(services, { namespace, name: metadata.name as string })),
      );
      await Promise.all([first.refresh?.(), second.refresh?.()]);
    }
  });

  it("an address that a Service of the other store has is rejected with upstream's message", async () => {
    const [first, second, prefix] = await two();
    const { spec } = (await first.create(nodePort("a"))) as Service;
    const wanted = { ...nodePort("b"), spec: { ...nodePort("b").spec, clusterIP: spec?.clusterIP } } as Service;
    await expect(second.create(wanted)).rejects.toMatchObject({
      code: "Invalid",
      message: expect.stringContaining("provided IP is already allocated"),
    });
    const claims = await etcd.etcdctl(["get", "--prefix", "--keys-only", `${prefix}/engenho/claims/`]);
    expect(claims.trim().split(/\s+/)).toHaveLength(2);
    await second.refresh?.();
    await second.delete(services, { namespace, name: "a" });
    await first.refresh?.();
    expect(((await first.create(wanted)) as Service).spec?.clusterIP).toBe(spec?.clusterIP);
  });

  it("a continue token of one store is served by the other", async () => {
    const [first, second] = await two();
    for (let index = 0; index < 5; index++) await first.create(configMap(`c${index}`));
    const page = await first.list(configMaps, { limit: 2 });
    await first.create(configMap("c9"));
    await second.refresh?.();
    const rest = await second.list(configMaps, { limit: 10, continue: page.continue });
    expect(rest.items.map(({ metadata }) => metadata.name)).toEqual(["c2", "c3", "c4"]);
    expect(rest.resourceVersion).toBe(page.resourceVersion);
  });
});

function codesOf(outcomes: readonly PromiseSettledResult<unknown>[]): readonly string[] {
  return outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
}

function configMap(name: string): ConfigMap {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace } };
}

function nodePort(name: string): Service {
  const ports = [{ port: 80, protocol: "TCP" as const }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { type: "NodePort", ports },
  } as Service;
}
