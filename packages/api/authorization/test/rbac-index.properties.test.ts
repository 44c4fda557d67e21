import type { ClusterRoleBinding, RoleBinding, Stored, User, WatchEvent } from "@engenho/core";
import type { AuthorizationAttributes } from "@engenho/registry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PermissionMemo } from "../src/rbac/permission-memo.js";
import { RbacAuthorizer } from "../src/rbac/rbac-authorizer.js";
import type { RbacObject } from "../src/rbac/role-index.js";
import { SubjectIndex } from "../src/rbac/subject-index.js";
import { asks, asksPath, binding, clusterBinding, clusterRole, role, rule, user } from "./support/rbac-objects.js";

const verbs = ["get", "list", "create", "*"];
const groups = ["", "apps", "*"];
const resources = ["pods", "pods/log", "deployments", "deployments/scale", "*/scale", "*"];
const names = ["a", "b"];
const paths = ["/api", "/api/*", "/healthz", "*"];
const namespaces = ["ns1", "ns2"];
const roleNames = ["r1", "r2", "r3"];
const subjects = ["User:u1", "User:u2", "Group:g1", "Group:g2", "ServiceAccount:ns1/sa", "ServiceAccount:/sa"];

const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 });
const policyRule = fc.oneof(
  fc.record({ verbs: some(verbs), apiGroups: some(groups), resources: some(resources) }),
  fc.record({ verbs: some(verbs), apiGroups: some(groups), resources: some(resources), resourceNames: some(names) }),
  fc.record({ verbs: some(verbs), nonResourceURLs: some(paths) }),
);
const rules = fc.array(policyRule, { maxLength: 2 });
const namespace = fc.constantFrom(...namespaces);
const roleName = fc.constantFrom(...roleNames);
const name = fc.constantFrom("b1", "b2", "b3");
const bound = fc.uniqueArray(fc.constantFrom(...subjects), { maxLength: 3 });

const object: fc.Arbitrary<Stored<RbacObject>> = fc.oneof(
  fc.tuple(roleName, rules).map(([one, list]) => clusterRole(one, ...list)),
  fc.tuple(namespace, roleName, rules).map(([ns, one, list]) => role(ns, one, ...list)),
  fc.tuple(name, roleName, bound).map(([one, of, who]) => clusterBinding(one, of, ...who)),
  fc
    .tuple(namespace, name, fc.constantFrom("Role", "ClusterRole"), roleName, bound)
    .map(([ns, one, kind, of, who]) => binding(ns, one, `${kind}/${of}`, ...who)),
);

/** A write: an object replaces the one of its name, or that one is deleted. */
const write = fc.record({ object, isDeletion: fc.boolean() });

const people: readonly User[] = [
  { name: "u1" },
  { name: "u2", groups: ["g1"] },
  { name: "u3", groups: ["g1", "g2"] },
  { name: "system:serviceaccount:ns1:sa", groups: [] },
  { name: "system:serviceaccount:ns2:sa" },
];
const request: fc.Arbitrary<AuthorizationAttributes> = fc.oneof(
  fc
    .record({
      who: fc.constantFrom(...people),
      verb: fc.constantFrom("get", "list", "create"),
      resource: fc.constantFrom("pods", "pods/log", "deployments", "deployments/scale"),
      namespace: fc.constantFrom("", ...namespaces),
      group: fc.constantFrom("", "apps"),
      name: fc.constantFrom("", "a", "c"),
    })
    .map(({ who, verb, resource, ...more }) => asks(who, verb, resource, more)),
  fc
    .tuple(fc.constantFrom(...people), fc.constantFrom("get", "post"), fc.constantFrom("/api", "/api/v1", "/healthz"))
    .map(([who, verb, path]) => asksPath(who, verb, path)),
);

/** What upstream documents, read off the objects one by one: no index, no sharing with the code under test. */
function isAllowed(objects: Iterable<Stored<RbacObject>>, asked: AuthorizationAttributes): boolean {
  const all = [...objects];
  const of = (one: RoleBinding | ClusterRoleBinding) =>
    (one.subjects ?? []).some((each) => {
      if (each.kind === "User") return each.name === asked.user.name;
      if (each.kind === "Group") return (asked.user.groups ?? []).some((group) => group === each.name);
      const account = each.namespace ?? one.metadata.namespace;
      return account !== undefined && asked.user.name === `system:serviceaccount:${account}:${each.name}`;
    });
  const matches = (list: readonly string[] | undefined, value: string) =>
    (list ?? []).some((each) => each === "*" || each === value);
  const combined = asked.subresource === "" ? asked.resource : `${asked.resource}/${asked.subresource}`;
  return all.some((one) => {
    if (one.kind !== "RoleBinding" && one.kind !== "ClusterRoleBinding") return false;
    if (one.kind === "RoleBinding" && one.metadata.namespace !== asked.namespace) return false;
    if (!of(one)) return false;
    const found = all.find(
      (each) =>
        each.kind === one.roleRef.kind &&
        each.metadata.name === one.roleRef.name &&
        (each.kind === "ClusterRole" || each.metadata.namespace === one.metadata.namespace),
    );
    if (found === undefined || found.kind === "RoleBinding" || found.kind === "ClusterRoleBinding") return false;
    return (found.rules ?? []).some((each) => {
      if (!matches(each.verbs, asked.verb)) return false;
      if (!asked.isResource) {
        return (each.nonResourceURLs ?? []).some((url) =>
          url.endsWith("*") ? asked.path.startsWith(url.slice(0, -1)) : url === asked.path,
        );
      }
      const named = each.resourceNames ?? [];
      const hasResource =
        matches(each.resources, combined) ||
        (asked.subresource !== "" && (each.resources ?? []).includes(`*/${asked.subresource}`));
      return matches(each.apiGroups, asked.group) && hasResource && (named.length === 0 || named.includes(asked.name));
    });
  });
}

describe("the index of roles and bindings", () => {
  it("decides after any sequence of writes as a search through all objects does", () => {
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 30 }),
        fc.nat(30),
        fc.array(request, { minLength: 1 }),
        (all, start, asked) => {
          const objects = new Map<string, Stored<RbacObject>>();
          const authorizer = new RbacAuthorizer();
          const writes = all.flatMap((one) => eventOf(objects, one));
          // It is filled somewhere in between, and told of commits again that it has seen in the lists.
          const before = replay(writes.slice(0, start));
          authorizer.fill([...before.values()]);
          // It remembers what it allows now, and must not stick to it.
          for (const one of asked) authorizer.authorize(one);
          authorizer.apply(writes.slice(Math.max(0, start - 5)));
          for (const one of [...asked, ...asked]) {
            expect(authorizer.authorize(one).decision === "Allow").toBe(isAllowed(objects.values(), one));
          }
        },
      ),
    );
  });
});

function keyOf({ kind, metadata }: Stored<RbacObject>): string {
  return `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
}

function eventOf(
  objects: Map<string, Stored<RbacObject>>,
  { object: next, isDeletion }: { readonly object: Stored<RbacObject>; readonly isDeletion: boolean },
): readonly WatchEvent<RbacObject>[] {
  const key = keyOf(next);
  const previous = objects.get(key);
  if (isDeletion) {
    if (previous === undefined) return [];
    objects.delete(key);
    return [{ type: "DELETED", object: previous, previous }];
  }
  objects.set(key, next);
  return previous === undefined ? [{ type: "ADDED", object: next }] : [{ type: "MODIFIED", object: next, previous }];
}

function replay(events: readonly WatchEvent<RbacObject>[]): ReadonlyMap<string, Stored<RbacObject>> {
  const objects = new Map<string, Stored<RbacObject>>();
  for (const event of events) {
    if (event.type === "DELETED") objects.delete(keyOf(event.object));
    else objects.set(keyOf(event.object), event.object);
  }
  return objects;
}

describe("the index of subjects", () => {
  it("holds nothing of bindings that are gone", () => {
    const bindings = subjects.map((who, index) => clusterBinding(`b${index}`, "r1", who, "Group:g1"));
    const index = new SubjectIndex();
    for (const one of bindings) index.add(one);
    expect([...index.of({ name: "u1", groups: ["g1"] })]).not.toEqual([]);
    for (const one of bindings) index.remove(one);
    expect(index.isEmpty).toBe(true);
  });
});

describe("what is remembered of a user", () => {
  const who = user("u1");
  const pods = rule("get", "", "pods");

  it("does not allow objects that a rule does not name", () => {
    const authorizer = new RbacAuthorizer();
    authorizer.fill([clusterRole("one", { ...pods, resourceNames: ["a"] }), clusterBinding("b", "one", "User:u1")]);
    const decisions = ["a", "b", "a", ""].map(
      (name) => authorizer.authorize(asks(who, "get", "pods", { name })).decision,
    );
    expect(decisions).toEqual(["Allow", "NoOpinion", "Allow", "NoOpinion"]);
  });

  it("ends when the authorizer loses its objects", () => {
    const authorizer = new RbacAuthorizer();
    authorizer.fill([clusterRole("all", pods), clusterBinding("b", "all", "User:u1")]);
    expect(authorizer.authorize(asks(who, "get", "pods")).decision).toBe("Allow");
    authorizer.lose();
    expect(authorizer.authorize(asks(who, "get", "pods")).decision).toBe("NoOpinion");
  });

  it("is bounded: more permissions than the limit are judged, and those of after are remembered", () => {
    const memo = new PermissionMemo();
    const decision = { decision: "Allow", reason: "" } as const;
    const inNamespace = (index: number) => asks(who, "get", "pods", { namespace: `n${index}` });
    for (let index = 0; index < 1025; index++) memo.keep(inNamespace(index), decision);
    expect(memo.find(inNamespace(0))).toBeUndefined();
    expect(memo.find(inNamespace(1024))).toBe(decision);
  });
});

describe("the cost of a check", () => {
  it("follows the bindings of the user, not those that exist: with 5,000 bindings for 1,000 subjects", () => {
    let reads = 0;
    const counted = (one: Stored<RbacObject>): Stored<RbacObject> =>
      new Proxy(one, {
        get(target, field) {
          reads++;
          return Reflect.get(target, field);
        },
      });
    const objects: Stored<RbacObject>[] = [
      clusterRole("none"),
      clusterRole("pods", { verbs: ["get"], apiGroups: [""], resources: ["pods"] }),
    ];
    for (let index = 0; index < 5000; index++) {
      const who = `User:u${index % 1000}`;
      objects.push(
        index % 2 === 0
          ? clusterBinding(`b${index}`, "none", who)
          : binding(`ns${index % 50}`, `b${index}`, "ClusterRole/pods", who),
      );
    }
    const authorizer = new RbacAuthorizer();
    authorizer.fill(objects.map(counted));
    reads = 0;
    const answer = authorizer.authorize(asks({ name: "u1" }, "delete", "pods", { namespace: "ns1" }));
    expect(answer.decision).toBe("NoOpinion");
    // Five bindings name the user; of each the reference to its role is read, and the role's rules.
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThan(30);
  });
});
