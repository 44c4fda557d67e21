import { createClusterRoleAggregation } from "@engenho/clusterrole-aggregation";
import { type ClusterRole, clusterRoles, type rbacV1 } from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aggregateRules, haveSameRules } from "../src/aggregate-rules.js";

const rule = (resource: string, ...verbs: readonly string[]): rbacV1.PolicyRule => ({
  verbs,
  apiGroups: [""],
  resources: [resource],
});

function role(name: string, more: Partial<ClusterRole> & { readonly labels?: Readonly<Record<string, string>> } = {}) {
  const { labels, ...content } = more;
  const metadata = labels === undefined ? { name } : { name, labels };
  return { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata, ...content } as const;
}

function aggregating(name: string, label: string, labels?: Readonly<Record<string, string>>) {
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [label]: "true" } }] };
  return role(name, { aggregationRule, ...(labels === undefined ? {} : { labels }) });
}

describe("the controller of aggregated ClusterRoles", () => {
  let clock: FakeClock;
  let memory: MemoryStore;
  let process: ControllerProcess;

  beforeEach(() => {
    clock = new FakeClock();
    memory = createMemoryStore({ clock });
    process = new ControllerProcess({
      store: memory,
      clock,
      create: (store) => createClusterRoleAggregation({ store, clock }),
    });
    process.start();
  });

  afterEach(async () => {
    await process.stop();
    expect(clock.pendingTimers, "leaked timers").toBe(0);
  });

  const settle = () => clock.advance(1000);
  const rulesOf = async (name: string) => (await memory.get(clusterRoles, { name })).rules ?? [];

  it("gives a role the rules of what it selects, by name, each once, and none of its own", async () => {
    const labels = { "to-view": "true" };
    await memory.create({ ...aggregating("view", "to-view", labels), rules: [rule("own", "get")] });
    await memory.create(role("b", { labels, rules: [rule("pods", "get"), rule("secrets", "list")] }));
    await memory.create(role("a", { labels, rules: [rule("secrets", "list"), rule("nodes", "watch")] }));
    await memory.create(role("c", { rules: [rule("other", "get")] }));
    await settle();
    expect(await rulesOf("view")).toEqual([rule("secrets", "list"), rule("nodes", "watch"), rule("pods", "get")]);
  });

  it("aggregates what is aggregated, as admin has edit's rules and edit view's", async () => {
    await memory.create(aggregating("admin", "to-admin"));
    await memory.create(aggregating("edit", "to-edit", { "to-admin": "true" }));
    await memory.create(aggregating("view", "to-view", { "to-edit": "true" }));
    await memory.create(role("reader", { labels: { "to-view": "true" }, rules: [rule("pods", "get")] }));
    await settle();
    for (const name of ["admin", "edit", "view"]) expect(await rulesOf(name)).toEqual([rule("pods", "get")]);
  });

  it("follows changes of rules, of labels, of selectors, and deletions", async () => {
    const labels = { "to-view": "true" };
    await memory.create(aggregating("view", "to-view"));
    await memory.create(role("a", { labels, rules: [rule("pods", "get")] }));
    await settle();
    expect(await rulesOf("view")).toEqual([rule("pods", "get")]);
    await memory.update(role("a", { labels, rules: [rule("pods", "list")] }));
    await settle();
    expect(await rulesOf("view")).toEqual([rule("pods", "list")]);
    await memory.update(role("a", { rules: [rule("pods", "list")] }));
    await settle();
    expect(await rulesOf("view")).toEqual([]);
    await memory.update(role("a", { labels, rules: [rule("pods", "list")] }));
    await settle();
    await memory.delete(clusterRoles, { name: "a" });
    await settle();
    expect(await rulesOf("view")).toEqual([]);
    await memory.create(role("b", { labels: { other: "true" }, rules: [rule("nodes", "get")] }));
    await memory.update(aggregating("view", "other"));
    await settle();
    expect(await rulesOf("view")).toEqual([rule("nodes", "get")]);
  });

  it("replaces what others wrote, and does not change a role that is no longer aggregated", async () => {
    await memory.create(aggregating("view", "to-view"));
    await settle();
    await memory.update({ ...aggregating("view", "to-view"), rules: [rule("secrets", "get")] });
    await settle();
    expect(await rulesOf("view")).toEqual([]);
    await memory.update(role("view", { rules: [rule("secrets", "get")] }));
    await settle();
    expect(await rulesOf("view")).toEqual([rule("secrets", "get")]);
  });

  it("writes as its field manager, and nothing when nothing changes", async () => {
    const labels = { "to-view": "true" };
    await memory.create(aggregating("view", "to-view"));
    await memory.create(role("a", { labels, rules: [rule("pods", "get")] }));
    await settle();
    const view = await memory.get(clusterRoles, { name: "view" });
    expect(view.metadata.managedFields?.[0]).toMatchObject({
      manager: "clusterrole-aggregation-controller",
      operation: "Apply",
      fieldsV1: { "f:rules": {} },
    });
    await memory.update(role("a", { labels: { ...labels, more: "x" }, rules: [rule("pods", "get")] }));
    await settle();
    expect((await memory.get(clusterRoles, { name: "view" })).metadata.resourceVersion).toBe(
      view.metadata.resourceVersion,
    );
  });

  it("starts with what there is", async () => {
    await process.stop();
    await memory.create(aggregating("view", "to-view"));
    await memory.create(role("a", { labels: { "to-view": "true" }, rules: [rule("pods", "get")] }));
    process.start();
    await settle();
    expect(await rulesOf("view")).toEqual([rule("pods", "get")]);
  });
});

describe("rules", () => {
  it("that lack a list equal those where it is empty", () => {
    const stored = (name: string, rules: readonly rbacV1.PolicyRule[]) =>
      ({ ...role(name, { rules }), metadata: { name, uid: name, resourceVersion: "1" } }) as const;
    const empty = { ...rule("pods", "get"), resourceNames: [], nonResourceURLs: [] };
    expect(haveSameRules([empty], [rule("pods", "get")])).toBe(true);
    expect(aggregateRules("x", [[stored("a", [empty]), stored("b", [rule("pods", "get")])]])).toHaveLength(1);
    expect(haveSameRules([rule("a", "get"), rule("b", "get")], [rule("b", "get"), rule("a", "get")])).toBe(false);
  });
});
