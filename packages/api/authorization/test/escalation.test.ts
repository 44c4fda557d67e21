import { createAuthorizer, type StoreAuthorizer } from "@engenho/authorization";
import {
  type ClusterRole,
  clusterRoleBindings,
  clusterRoles,
  type KubernetesObject,
  type Role,
  roleBindings,
  roles,
  silentLogger,
  type User,
} from "@engenho/core";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compactRules, compactText } from "../src/escalation/compact-rules.js";
import { uncovered } from "../src/rbac/rule-coverage.js";
import { binding, clusterBinding, clusterRole, role, rule, urls } from "./support/rbac-objects.js";

const joe: User = { name: "joe", groups: ["devs", "system:authenticated"] };
const root: User = { name: "root", groups: ["system:masters"] };
const asJoe = { user: joe };

/** As a client sends it. */
function sent<T extends KubernetesObject>({ metadata, ...content }: T): T {
  const { name, namespace } = metadata;
  return { ...content, metadata: namespace === undefined ? { name } : { name, namespace } } as T;
}

describe("the guard against escalation", () => {
  let stop: AbortController;
  let authorizer: StoreAuthorizer;
  let store: MemoryStore;

  beforeEach(async () => {
    stop = new AbortController();
    authorizer = createAuthorizer({ modes: ["RBAC"], logger: silentLogger });
    store = createMemoryStore({ authorizer });
    await new Promise<void>((ready) => {
      authorizer.run(store, stop.signal, ready).catch(() => undefined);
    });
    await seed(
      clusterRole("reader", rule("get,list", "", "pods"), rule("get", "", "secrets", "a")),
      role("ns", "scaler", rule("update", "apps", "*/scale")),
      clusterRole("boss", rule("*", "*", "*"), urls("*", "*")),
      clusterBinding("joe-reads", "reader", "Group:devs"),
      binding("ns", "joe-scales", "Role/scaler", "User:joe"),
    );
  });

  afterEach(async () => {
    stop.abort();
    await store.close();
  });

  async function seed(...objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) await store.create<KubernetesObject>(sent(object));
    await new Promise((resolve) => setImmediate(resolve));
  }

  const refusal =
    'user "joe" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:';

  it("lets a user write a role of what they have, in the cluster and in their namespace", async () => {
    await store.create(sent(clusterRole("mine", rule("get", "", "pods"), rule("get", "", "secrets", "a"))), asJoe);
    await store.create(sent(role("ns", "mine", rule("update", "apps", "deployments/scale"))), asJoe);
    await store.update(sent(clusterRole("mine", rule("list", "", "pods"))), asJoe);
  });

  it.each<[string, readonly ReturnType<typeof rule>[], string]>([
    [
      "a verb",
      [rule("get,delete,watch", "", "pods")],
      '{APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}',
    ],
    ["a resource", [rule("get", "", "nodes")], '{APIGroups:[""], Resources:["nodes"], Verbs:["get"]}'],
    ["a subresource", [rule("get", "", "pods/log")], '{APIGroups:[""], Resources:["pods/log"], Verbs:["get"]}'],
    ["a group", [rule("get", "apps", "pods")], '{APIGroups:["apps"], Resources:["pods"], Verbs:["get"]}'],
    [
      "a name",
      [rule("get", "", "secrets", "a,b")],
      '{APIGroups:[""], Resources:["secrets"], ResourceNames:["b"], Verbs:["get"]}',
    ],
    ["every name", [rule("get", "", "secrets")], '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}'],
    [
      "paths",
      [urls("get", "/healthz,/x")],
      '{NonResourceURLs:["/healthz"], Verbs:["get"]}\n{NonResourceURLs:["/x"], Verbs:["get"]}',
    ],
    [
      "several things, sorted",
      [rule("get", "", "nodes"), rule("get", "apps", "daemonsets"), rule("list", "", "nodes")],
      '{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}\n{APIGroups:["apps"], Resources:["daemonsets"], Verbs:["get"]}',
    ],
  ])("refuses a ClusterRole with %s more, with upstream's message", async (_more, rules, lines) => {
    await expect(store.create(sent(clusterRole("more", ...rules)), asJoe)).rejects.toMatchObject({
      code: "Forbidden",
      message: `clusterroles.rbac.authorization.k8s.io "more" is forbidden: ${refusal}\n${lines}`,
      details: { name: "more", group: "rbac.authorization.k8s.io", kind: "clusterroles" },
    });
  });

  const tooMuch = rule("delete", "", "pods");
  const writes: readonly [verb: string, write: (target: Role | ClusterRole) => Promise<unknown>][] = [
    ["update", (target) => store.update<KubernetesObject>(target, asJoe)],
    [
      "merge patch",
      (target) => store.patch(target, keyOf(target), { type: "merge", value: { rules: target.rules } }, asJoe),
    ],
    [
      "JSON patch",
      (target) =>
        store.patch(
          target,
          keyOf(target),
          { type: "json", value: [{ op: "add", path: "/rules", value: target.rules }] },
          asJoe,
        ),
    ],
    [
      "strategic patch",
      (target) => store.patch(target, keyOf(target), { type: "strategic", value: { rules: target.rules } }, asJoe),
    ],
    [
      "apply",
      (target) =>
        store.patch(
          target,
          keyOf(target),
          { type: "apply", value: target, force: true },
          { ...asJoe, fieldManager: "m" },
        ),
    ],
  ];
  function keyOf({ metadata }: KubernetesObject) {
    return { name: metadata.name ?? "", namespace: metadata.namespace };
  }

  it.each(writes)("refuses more rules by %s of a role that exists, and of one that does not", async (verb, write) => {
    await seed(clusterRole("c", rule("get", "", "pods")), role("ns", "r", rule("get", "", "pods")));
    for (const target of [sent(clusterRole("c", tooMuch)), sent(role("ns", "r", tooMuch))]) {
      await expect(write(target)).rejects.toMatchObject({ code: "Forbidden" });
    }
    if (verb !== "update" && verb !== "apply") return;
    for (const target of [sent(clusterRole("new", tooMuch)), sent(role("ns", "new", tooMuch))]) {
      await expect(write(target)).rejects.toMatchObject({ code: "Forbidden" });
    }
    expect((await store.get(clusterRoles, { name: "c" })).rules).toEqual([rule("get", "", "pods")]);
  });

  it("also for a dry run, and before the role is validated", async () => {
    const dry = { ...asJoe, dryRun: true };
    await expect(store.create(sent(clusterRole("x", tooMuch)), dry)).rejects.toMatchObject({ code: "Forbidden" });
    const invalid = { ...sent(clusterRole("x", tooMuch)), aggregationRule: {} };
    await expect(store.create(invalid, asJoe)).rejects.toMatchObject({ code: "Forbidden" });
  });

  it("lets anybody add finalizers and owners to a role that has more, as the garbage collector does", async () => {
    await seed(clusterRole("c", tooMuch));
    const patched = { metadata: { finalizers: ["example.com/x"] } };
    await store.patch(clusterRoles, { name: "c" }, { type: "merge", value: patched }, asJoe);
    const labelled = { metadata: { labels: { a: "b" } } };
    await expect(
      store.patch(clusterRoles, { name: "c" }, { type: "merge", value: labelled }, asJoe),
    ).rejects.toMatchObject({ code: "Forbidden" });
  });

  it("lets a user with the verb escalate write any rules", async () => {
    await seed(
      clusterRole("escalator", rule("escalate", "rbac.authorization.k8s.io", "clusterroles,roles")),
      binding("ns", "joe-escalates", "ClusterRole/escalator", "User:joe"),
    );
    await store.create(sent(role("ns", "any", tooMuch)), asJoe);
    await expect(store.create(sent(clusterRole("any", tooMuch)), asJoe)).rejects.toMatchObject({ code: "Forbidden" });
    await seed(clusterBinding("joe-escalates", "escalator", "User:joe"));
    await store.create(sent(clusterRole("any", tooMuch)), asJoe);
  });

  it("escalate for one name is for its updates only: a creation has no name in its path", async () => {
    await seed(
      clusterRole("one", rule("escalate", "rbac.authorization.k8s.io", "clusterroles", "c")),
      clusterBinding("joe-one", "one", "User:joe"),
    );
    await expect(store.create(sent(clusterRole("c", tooMuch)), asJoe)).rejects.toMatchObject({ code: "Forbidden" });
    await seed(clusterRole("c"));
    await store.update(sent(clusterRole("c", tooMuch)), asJoe);
  });

  it("only who may do everything may write an aggregationRule", async () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] };
    const aggregated = { ...sent(clusterRole("agg")), aggregationRule };
    const message =
      'clusterroles.rbac.authorization.k8s.io "agg" is forbidden: must have cluster-admin privileges to use the aggregationRule';
    await expect(store.create(aggregated, asJoe)).rejects.toMatchObject({ code: "Forbidden", message });
    await seed();
    await store.create(aggregated);
    await expect(store.update(sent(clusterRole("agg")), asJoe)).rejects.toMatchObject({ code: "Forbidden", message });
    await seed(clusterBinding("joe-boss", "boss", "User:joe"));
    await store.update(sent(clusterRole("agg")), asJoe);
  });

  it("a binding needs all rules of its role, in the namespace of the binding", async () => {
    await store.create(sent(clusterBinding("b", "reader", "User:x")), asJoe);
    await store.create(sent(binding("ns", "b", "Role/scaler", "User:x")), asJoe);
    await expect(store.create(sent(clusterBinding("c", "boss", "User:joe")), asJoe)).rejects.toMatchObject({
      code: "Forbidden",
      message: `clusterrolebindings.rbac.authorization.k8s.io "c" is forbidden: ${refusal}\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}`,
    });
    await seed(role("other", "scaler", rule("update", "apps", "*/scale")));
    await expect(store.create(sent(binding("other", "b", "Role/scaler", "User:x")), asJoe)).rejects.toMatchObject({
      code: "Forbidden",
      message: `rolebindings.rbac.authorization.k8s.io "b" is forbidden: ${refusal}\n{APIGroups:["apps"], Resources:["*/scale"], Verbs:["update"]}`,
    });
  });

  it("a binding to a role that does not exist is a 404 for who could not bind any", async () => {
    await expect(store.create(sent(clusterBinding("b", "gone", "User:x")), asJoe)).rejects.toMatchObject({
      code: "NotFound",
      message: 'clusterroles.rbac.authorization.k8s.io "gone" not found',
      details: { name: "gone", group: "rbac.authorization.k8s.io", kind: "clusterroles" },
    });
    await store.create(sent(clusterBinding("b", "gone", "User:x")), { user: root });
  });

  it("lets a user with the verb bind bind that role, and no other", async () => {
    await seed(
      clusterRole("binder", rule("bind", "rbac.authorization.k8s.io", "clusterroles", "boss,gone")),
      binding("ns", "joe-binds", "ClusterRole/binder", "User:joe"),
    );
    await store.create(sent(binding("ns", "b", "ClusterRole/boss", "User:joe")), asJoe);
    await store.create(sent(binding("ns", "g", "ClusterRole/gone", "User:joe")), asJoe);
    await expect(store.create(sent(clusterBinding("b", "boss", "User:joe")), asJoe)).rejects.toMatchObject({
      code: "Forbidden",
    });
  });

  it("refuses new subjects of a binding by update and patch, but not its finalizers", async () => {
    await seed(clusterBinding("b", "boss", "User:root"));
    const more = sent(clusterBinding("b", "boss", "User:root", "User:joe"));
    await expect(store.update(more, asJoe)).rejects.toMatchObject({ code: "Forbidden" });
    const value = { subjects: more.subjects };
    await expect(
      store.patch(clusterRoleBindings, { name: "b" }, { type: "merge", value }, asJoe),
    ).rejects.toMatchObject({ code: "Forbidden" });
    const collected = { metadata: { finalizers: ["example.com/x"] } };
    await store.patch(clusterRoleBindings, { name: "b" }, { type: "merge", value: collected }, asJoe);
  });

  it("names the roles that the user has and that do not exist", async () => {
    await seed(clusterBinding("joe-gone", "gone", "User:joe"));
    await expect(store.create(sent(clusterRole("x", tooMuch)), asJoe)).rejects.toMatchObject({
      message: `clusterroles.rbac.authorization.k8s.io "x" is forbidden: ${refusal}\n{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}; resolution errors: [clusterroles.rbac.authorization.k8s.io "gone" not found]`,
    });
  });

  it("does not hold for system:masters, nor for the program itself, nor for deletions", async () => {
    await store.create(sent(clusterRole("x", tooMuch)), { user: root });
    await store.create(sent(clusterRole("y", tooMuch)));
    await store.delete(clusterRoles, { name: "x" }, asJoe);
    await store.delete(roles, { name: "scaler", namespace: "ns" }, asJoe);
    await store.delete(roleBindings, { name: "joe-scales", namespace: "ns" }, asJoe);
  });

  it("holds by the stored bindings where no RBAC authorizer runs", async () => {
    const deny = createAuthorizer({ modes: ["AlwaysDeny"], logger: silentLogger });
    const guarded = createMemoryStore({ authorizer: deny });
    await guarded.create(sent(clusterRole("reader", rule("get", "", "pods"))));
    await guarded.create(sent(clusterBinding("b", "reader", "User:joe")));
    await guarded.create(sent(clusterRole("mine", rule("get", "", "pods"))), asJoe);
    await expect(guarded.create(sent(clusterRole("x", tooMuch)), asJoe)).rejects.toMatchObject({ code: "Forbidden" });
    await guarded.close();
    const open = createMemoryStore();
    await open.create(sent(clusterRole("x", tooMuch)), asJoe);
    await open.close();
  });
});

describe("what rules cover (upstream: TestCovers)", () => {
  it.each([
    ["a verb", [rule("get,list", "g", "r")], [rule("get", "g", "r")], true],
    ["any verb", [rule("*", "g", "r")], [rule("get", "g", "r")], true],
    ["any verb is not each verb", [rule("get,list", "g", "r")], [rule("*", "g", "r")], false],
    ["several rules together", [rule("get", "g", "r"), rule("list", "g", "r")], [rule("get,list", "g", "r")], true],
    ["any subresource", [rule("get", "*", "*")], [rule("get", "g", "r/s")], true],
    ["a subresource of anything", [rule("get", "g", "*/scale")], [rule("get", "g", "foo/scale")], true],
    ["that is no other subresource", [rule("get", "g", "*/scale")], [rule("get", "g", "foo/status")], false],
    ["that is nothing else either", [rule("get", "g", "*/scale")], [rule("get", "g", "foo")], false],
    ["a resource is not its subresource", [rule("get", "g", "foo")], [rule("get", "g", "foo/bar")], false],
    ["all names are more than one", [rule("get", "g", "r", "a")], [rule("get", "g", "r")], false],
    ["one name is among all", [rule("get", "g", "r")], [rule("get", "g", "r", "a,b")], true],
    ["paths by a prefix", [urls("get", "/apis/*")], [urls("get", "/apis/v1")], true],
    ["a prefix by a shorter one", [urls("get", "/*")], [urls("get", "/apis/*")], true],
    ["no prefix by a path", [urls("get", "/apis")], [urls("get", "/apis/*")], false],
    ["all paths", [urls("*", "*")], [urls("get", "/x,/y/*")], true],
  ])("%s", (_claim, owned, wanted, covered) => {
    expect(uncovered(owned, wanted).length === 0).toBe(covered);
  });
});

describe("rules in messages (upstream: TestCompactRules)", () => {
  it("are joined when they differ by verb only, and kept apart otherwise", () => {
    const rules = [
      rule("get", "", "builds"),
      rule("list", "", "builds"),
      rule("update,patch", "", "builds"),
      rule("create", "extensions", "daemonsets"),
      rule("delete", "extensions", "daemonsets"),
      rule("get", "extensions", "daemonsets", "foo"),
      rule("list", "extensions", "daemonsets", "foo"),
      rule("get", "", "builds,images"),
      rule("list", ",x", "builds"),
    ];
    expect(compactRules(rules).map(compactText).sort()).toEqual([
      '{APIGroups:["" "x"], Resources:["builds"], Verbs:["list"]}',
      '{APIGroups:[""], Resources:["builds" "images"], Verbs:["get"]}',
      '{APIGroups:[""], Resources:["builds"], Verbs:["get" "list" "update" "patch"]}',
      '{APIGroups:["extensions"], Resources:["daemonsets"], ResourceNames:["foo"], Verbs:["get" "list"]}',
      '{APIGroups:["extensions"], Resources:["daemonsets"], Verbs:["create" "delete"]}',
    ]);
  });
});
