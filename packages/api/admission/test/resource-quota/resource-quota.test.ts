import {
  type KubernetesObject,
  type PodSpec,
  pods,
  type ResourceQuota,
  resourceQuotas,
  StoreError,
} from "@engenho/core";
import type { AdmissionPlugin, RegistryStore } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

const key = { namespace: "n", name: "q" };

/** A quota whose usage is counted, as by the controller. */
async function withQuota(
  store: RegistryStore,
  hard: Record<string, string>,
  {
    used = Object.fromEntries(Object.keys(hard).map((name) => [name, "0"])),
    name = "q",
    ...spec
  }: { used?: Record<string, string>; name?: string; scopes?: string[] } = {},
): Promise<void> {
  const created = await store.create<ResourceQuota>({
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { ...key, name },
    spec: { hard, ...spec },
  });
  await store.update({ ...created, status: { hard, used } }, { subresource: "status" });
}
const usedOf = async (store: RegistryStore, name = "q") =>
  (await store.get(resourceQuotas, { ...key, name })).status?.used;
const pod = (name: string, spec: Partial<PodSpec> = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "n" },
    spec: { containers: [{ name: "web", image: "nginx" }], ...spec },
  }) as KubernetesObject;
const requesting = (cpu: string) => ({
  containers: [{ name: "web", image: "nginx", resources: { requests: { cpu } } }],
});

describe("a request within its quotas (upstream: resourcequota admission_test.go)", () => {
  it("is counted in all quotas of its namespace that it concerns, before it is written", async () => {
    const { store } = openRegistry();
    await withQuota(store, { pods: "3", "requests.cpu": "3" }, { used: { pods: "1", "requests.cpu": "1" } });
    await withQuota(store, { pods: "1" }, { name: "terminating", scopes: ["Terminating"] });
    await withQuota(store, { configmaps: "1" }, { name: "other" });
    await store.create(pod("p", requesting("500m")));
    expect(await usedOf(store)).toEqual({ pods: "2", "requests.cpu": "1500m" });
    expect(await usedOf(store, "terminating")).toEqual({ pods: "0" });
    expect(await usedOf(store, "other")).toEqual({ configmaps: "0" });
  });

  it("is not counted as a dry run, but refused as one", async () => {
    const { store } = openRegistry();
    await withQuota(store, { pods: "1" });
    await store.create(pod("p"), { dryRun: true });
    expect(await usedOf(store)).toEqual({ pods: "0" });
    await store.create(pod("p"));
    await expect(store.create(pod("q"), { dryRun: true })).rejects.toMatchObject({ code: "Forbidden" });
  });

  it("counts the growth of a Service, and gives nothing back at once", async () => {
    const { store } = openRegistry();
    await withQuota(store, { services: "2", "services.nodeports": "1" });
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "s", namespace: "n" } };
    const spec = { selector: { app: "web" }, ports: [{ port: 80 }] };
    const created = await store.create({ ...service, spec } as KubernetesObject);
    expect(await usedOf(store)).toEqual({ services: "1", "services.nodeports": "0" });
    const exposed = {
      ...created,
      spec: { ...(created as KubernetesObject & { spec: object }).spec, type: "NodePort" },
    };
    const stored = await store.update(exposed as KubernetesObject);
    expect(await usedOf(store)).toEqual({ services: "1", "services.nodeports": "1" });
    await store.update({ ...stored, metadata: { ...stored.metadata, labels: { a: "b" } } });
    expect(await usedOf(store)).toEqual({ services: "1", "services.nodeports": "1" });
  });

  /** A registry that answers the next updates of a quota's status with a conflict. */
  function openBusy() {
    const busy = { times: 0 };
    const plugin: AdmissionPlugin = {
      name: "Busy",
      handles: (operation, { kind }, subresource) =>
        operation === "UPDATE" && kind === "ResourceQuota" && subresource === "status",
      validate() {
        if (busy.times-- > 0) throw new StoreError("Conflict", "busy");
      },
    };
    return { busy, ...openRegistry({ admission: [plugin] }) };
  }

  it("is retried on a quota that was written concurrently", async () => {
    const { store, busy } = openBusy();
    await withQuota(store, { pods: "1" });
    busy.times = 3;
    await store.create(pod("p"));
    expect(await usedOf(store)).toEqual({ pods: "1" });
  });

  it("is refused if its quota cannot be written, and nothing is created", async () => {
    const { store, busy } = openBusy();
    await withQuota(store, { pods: "1" });
    busy.times = 4;
    await expect(store.create(pod("p"))).rejects.toMatchObject({ code: "Conflict" });
    expect((await store.list(pods)).items).toEqual([]);
  });
});

describe("a request outside its quotas", () => {
  const cases: readonly [
    title: string,
    hard: Record<string, string>,
    used: Record<string, string>,
    spec: Partial<PodSpec>,
    reason: string,
  ][] = [
    [
      "one more Pod",
      { pods: "2" },
      { pods: "2" },
      {},
      "exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2",
    ],
    [
      "several resources, sorted",
      { pods: "2", cpu: "1", "requests.cpu": "1" },
      { pods: "2", cpu: "800m", "requests.cpu": "800m" },
      requesting("300m"),
      "exceeded quota: q, requested: cpu=300m,pods=1,requests.cpu=300m, used: cpu=800m,pods=2,requests.cpu=800m, limited: cpu=1,pods=2,requests.cpu=1",
    ],
    [
      "a missing request",
      { cpu: "1", memory: "1Gi" },
      { cpu: "0", memory: "0" },
      requesting("1"),
      "failed quota: q: must specify memory for: web",
    ],
    [
      "a quota that is not counted yet",
      { pods: "2", cpu: "1" },
      { pods: "0" },
      requesting("1"),
      "status unknown for quota: q, resources: cpu,pods",
    ],
  ];
  it.each(cases)("is refused: %s", async (_title, hard, used, spec, reason) => {
    const { store } = openRegistry();
    await withQuota(store, hard, { used });
    await expect(store.create(pod("p", spec))).rejects.toMatchObject({
      code: "Forbidden",
      message: `pods "p" is forbidden: ${reason}`,
    });
    expect(await usedOf(store)).toEqual(used);
  });

  it("is refused by the number of objects of any kind, but Events are not counted", async () => {
    const { store } = openRegistry();
    await withQuota(store, { "count/deployments.apps": "0", "count/events": "0" });
    const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "nginx" }] } };
    const spec = { selector: { matchLabels: { app: "web" } }, template };
    const metadata = { name: "d", namespace: "n" };
    await expect(
      store.create({ apiVersion: "apps/v1", kind: "Deployment", metadata, spec } as KubernetesObject),
    ).rejects.toMatchObject({
      message:
        'deployments.apps "d" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0',
    });
    const event = { apiVersion: "v1", kind: "Event", metadata, involvedObject: { namespace: "n" } };
    await store.create(event as KubernetesObject);
  });

  it("costs nothing in a namespace without quotas", async () => {
    const { store } = openRegistry();
    await withQuota(store, { pods: "0" });
    await store.create({ ...pod("p"), metadata: { name: "p", namespace: "m" } });
  });
});
