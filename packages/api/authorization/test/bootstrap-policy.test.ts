import { createHash } from "node:crypto";
import { bootstrapPolicy, ensureBootstrapPolicy } from "@engenho/authorization";
import { createClusterRoleAggregation } from "@engenho/clusterrole-aggregation";
import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRoleBindings,
  clusterRoles,
  type KindReference,
  type KubernetesObject,
  roleBindings,
  roles,
  type Store,
  type Stored,
  silentLogger,
} from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

const policy = bootstrapPolicy();
const all = [...policy.clusterRoles, ...policy.clusterRoleBindings, ...policy.roles, ...policy.roleBindings];
const apiVersion = "rbac.authorization.k8s.io/v1";

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((key) => [key, canonical(fields[key])]),
  );
}

function withoutSystemFields(object: Stored): object {
  const { uid: _uid, creationTimestamp: _time, resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}

async function openStore(): Promise<Store> {
  const store = createMemoryStore();
  for (const name of ["kube-system", "kube-public"]) {
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  return store;
}

describe("the roles and bindings of every cluster", () => {
  it("are those of kube-apiserver 1.34, object for object", () => {
    const key = ({ kind, metadata }: KubernetesObject) => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
    const lines = all
      .map((object) => [key(object), JSON.stringify(canonical(object))] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1));
    expect(lines).toHaveLength(131);
    // Of the YAML with which upstream tests its own (bootstrappolicy/testdata, release 1.34), in the same form.
    expect(
      createHash("sha256")
        .update(lines.map(([, json]) => json).join("\n"))
        .digest("hex"),
    ).toBe("b41c03b3d00798e4aac6a31036ec73522437c5a57a5554fa3043130ba71281c9");
  });

  it("have, where the aggregation controller runs, the rules that it would give", async () => {
    const store = await openStore();
    await ensureBootstrapPolicy(store, { logger: silentLogger, aggregated: true });
    const clock = new FakeClock();
    const create = (given: Store) => createClusterRoleAggregation({ store: given, clock });
    const controller = new ControllerProcess({ store, clock, create });
    const before = await store.list(clusterRoles);
    controller.start();
    await clock.advance(1000);
    await controller.stop();
    expect(await store.list(clusterRoles)).toEqual(before);
    const counts = ["admin", "edit", "view"].map((name) => before.items.find((one) => one.metadata.name === name));
    expect(counts.map((one) => one?.rules?.length)).toEqual([27, 25, 11]);
  });

  it("are created in an empty store, valid as a client's", async () => {
    const store = await openStore();
    await ensureBootstrapPolicy(store, { logger: silentLogger });
    const kinds = [clusterRoles, clusterRoleBindings, roles, roleBindings];
    const counts = await Promise.all(
      kinds.map(async (kind) => (await store.list<KubernetesObject>(kind as KindReference)).items.length),
    );
    expect(counts).toEqual([68, 49, 7, 7]);
    const checking = await openStore();
    for (const object of all) {
      const created = await checking.create<KubernetesObject>(object);
      const seeded = await store.get(object, { ...object.metadata, name: created.metadata.name });
      expect(withoutSystemFields(seeded)).toEqual(withoutSystemFields(created));
      expect(seeded.metadata.creationTimestamp).toBeDefined();
    }
  });
});

/** Reconciles a store with one object in it, and returns what became of that. */
async function reconciled<T extends KubernetesObject>(object: T): Promise<T> {
  const store = await openStore();
  await store.create<KubernetesObject>(object);
  await ensureBootstrapPolicy(store, { logger: silentLogger });
  const { name = "", namespace } = object.metadata;
  return (await store.get<KubernetesObject>(object, { name, namespace })) as T;
}

describe("reconciling the roles and bindings that exist", () => {
  const pods = { verbs: ["get"], apiGroups: [""], resources: ["pods"] };

  it("adds missing rules, labels and annotations, and keeps extra ones", async () => {
    const metadata = { name: "system:kube-dns", labels: { mine: "yes" } };
    const role = await reconciled<ClusterRole>({ apiVersion, kind: "ClusterRole", metadata, rules: [pods] });
    expect(role.rules).toEqual([
      pods,
      { verbs: ["list"], apiGroups: [""], resources: ["endpoints"] },
      { verbs: ["watch"], apiGroups: [""], resources: ["endpoints"] },
      { verbs: ["list"], apiGroups: [""], resources: ["services"] },
      { verbs: ["watch"], apiGroups: [""], resources: ["services"] },
    ]);
    expect(role.metadata).toMatchObject({
      labels: { mine: "yes", "kubernetes.io/bootstrapping": "rbac-defaults" },
      annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
    });
  });

  it("leaves alone what forbids it", async () => {
    const annotations = { "rbac.authorization.kubernetes.io/autoupdate": "false" };
    const metadata = { name: "system:kube-dns", annotations };
    const role = await reconciled<ClusterRole>({ apiVersion, kind: "ClusterRole", metadata, rules: [pods] });
    expect(role.rules).toEqual([pods]);
    expect(role.metadata.labels).toBeUndefined();
  });

  it("adds missing subjects, and keeps extra ones", async () => {
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
    const extra = { kind: "User", name: "joe", apiGroup: "rbac.authorization.k8s.io" };
    const bound = await reconciled<ClusterRoleBinding>({
      ...{ apiVersion, kind: "ClusterRoleBinding", metadata: { name: "cluster-admin" } },
      ...{ subjects: [extra], roleRef },
    });
    expect(bound.subjects?.map(({ name }) => name)).toEqual(["joe", "system:masters"]);
  });

  it("replaces a binding to another role", async () => {
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" };
    const bound = await reconciled<ClusterRoleBinding>({
      ...{ apiVersion, kind: "ClusterRoleBinding", metadata: { name: "cluster-admin" }, roleRef },
    });
    expect(bound.roleRef.name).toBe("cluster-admin");
    expect(bound.subjects?.map(({ name }) => name)).toEqual(["system:masters"]);
  });

  it("makes a role aggregated, and unmakes one that should not be", async () => {
    const metadata = { name: "view" };
    const view = await reconciled<ClusterRole>({ apiVersion, kind: "ClusterRole", metadata, rules: [pods] });
    expect(view.aggregationRule?.clusterRoleSelectors).toHaveLength(1);
    expect(view.rules).toEqual([pods]);
    const dns = await reconciled<ClusterRole>({
      ...{ apiVersion, kind: "ClusterRole", metadata: { name: "system:kube-dns" } },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] },
    });
    expect(dns.aggregationRule).toBeUndefined();
  });

  it("a second time writes nothing", async () => {
    const store = await openStore();
    await ensureBootstrapPolicy(store, { logger: silentLogger });
    const before = await store.list(clusterRoles);
    await ensureBootstrapPolicy(store, { logger: silentLogger });
    expect(await store.list(clusterRoles)).toEqual(before);
  });
});
