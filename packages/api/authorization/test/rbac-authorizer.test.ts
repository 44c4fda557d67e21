import type { Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { RbacAuthorizer } from "../src/rbac/rbac-authorizer.js";
import type { RbacObject } from "../src/rbac/role-index.js";
import {
  asks,
  asksPath,
  binding,
  clusterBinding,
  clusterRole,
  role,
  rule,
  urls,
  user,
} from "./support/rbac-objects.js";

function authorizerOf(...objects: readonly Stored<RbacObject>[]): RbacAuthorizer {
  const authorizer = new RbacAuthorizer();
  authorizer.fill(objects);
  return authorizer;
}

const admin = clusterRole("admin", { ...rule("*", "*", "*"), nonResourceURLs: ["*"] });
const admins = binding("ns1", "b", "ClusterRole/admin", "User:admin", "Group:admins");

describe("RBAC decides as upstream's table TestAuthorizer", () => {
  const inNamespace = authorizerOf(admin, admins);
  const ns1 = { namespace: "ns1" };

  it.each([
    ["a user in the namespace of the binding", asks(user("admin"), "get", "Pods", ns1)],
    ["any resource", asks(user("admin", "group1"), "watch", "Foobar", ns1)],
    ["a group", asks(user("joe", "admins"), "watch", "Foobar", ns1)],
    ["one of several groups", asks(user("joe", "group1", "admins"), "watch", "Foobar", ns1)],
  ])("allows %s", (_name, attributes) => {
    expect(inNamespace.authorize(attributes).decision).toBe("Allow");
  });

  it.each([
    ["another namespace", asks(user("admin"), "GET", "Pods", { namespace: "ns2" })],
    ["a cluster-scoped resource", asks(user("admin"), "GET", "Nodes")],
    ["a group in another namespace", asks(user("admin", "admins"), "GET", "Pods", { namespace: "ns2" })],
    ["a group at cluster scope", asks(user("admin", "admins"), "GET", "Nodes")],
  ])("has no opinion on %s", (_name, attributes) => {
    expect(inNamespace.authorize(attributes)).toEqual({ decision: "NoOpinion", reason: "" });
  });

  const paths = authorizerOf(
    clusterRole("non-resource-url-getter", urls("get", "/apis")),
    clusterRole("non-resource-url", urls("*", "/apis")),
    clusterRole("non-resource-url-prefix", urls("get", "/apis/*")),
    clusterBinding("1", "non-resource-url-getter", "User:foo", "Group:bar"),
    clusterBinding("2", "non-resource-url", "User:admin", "Group:admin"),
    clusterBinding("3", "non-resource-url-prefix", "User:prefixed", "Group:prefixed"),
  );

  it.each([
    ["foo", "get", "/apis", true],
    ["admin", "get", "/apis", true],
    ["admin", "watch", "/apis", true],
    ["prefixed", "get", "/apis/v1", true],
    ["prefixed", "get", "/apis/v1/foobar", true],
    ["foo", "watch", "/apis", false],
    ["foo", "get", "/api/v1", false],
    ["admin", "get", "/api/v1", false],
    ["prefixed", "get", "/api/v1", false],
    ["prefixed", "get", "/apis", false],
  ])("paths: user or group %s, %s %s: %s", (name, verb, path, allowed) => {
    const group = name === "foo" ? "bar" : name;
    for (const who of [user(name), user("", group)]) {
      expect(paths.authorize(asksPath(who, verb, path)).decision === "Allow").toBe(allowed);
    }
  });

  it.each([
    [["pods"], "pods", true],
    [["pods"], "pods/status", false],
    [["pods/status", "*/scale"], "pods/status", true],
    [["pods/status", "*/scale"], "pods/scale", true],
    [["pods/status", "*/scale"], "deployments/scale", true],
    [["pods/status", "*/scale"], "anything/scale", true],
    [["pods/status", "*/scale"], "pods", false],
    [["pods/*"], "pods/log", false],
    [["*/*"], "pods/log", false],
    [["*"], "pods/log", true],
  ])("resources %j and a request for %s: %s", (resources, asked, allowed) => {
    const objects = [clusterRole("admin", ...resources.map((one) => rule("*", "*", one))), admins];
    const { decision } = authorizerOf(...objects).authorize(asks(user("admin"), "get", asked, ns1));
    expect(decision === "Allow").toBe(allowed);
  });
});

describe("RBAC decides as upstream's table TestRuleMatches", () => {
  const everyRequest = ["verb1", "verb2"].flatMap((verb) =>
    ["group1", "group2"].flatMap((group) => ["resource1", "resource2"].map((resource) => ({ verb, group, resource }))),
  );

  it.each([
    ["any verb", rule("*", "group1", "resource1"), "verb1 group1 resource1,verb2 group1 resource1"],
    ["any group", rule("verb1", "*", "resource1"), "verb1 group1 resource1,verb1 group2 resource1"],
    ["any resource", rule("verb1", "group1", "*"), "verb1 group1 resource1,verb1 group1 resource2"],
    [
      "tuples",
      rule("verb1,verb2", "group1,group2", "resource1"),
      everyRequest
        .filter((one) => one.resource === "resource1")
        .map(textOf)
        .join(","),
    ],
  ])("%s", (_name, one, expected) => {
    const authorizer = authorizerOf(clusterRole("r", one), clusterBinding("b", "r", "User:u"));
    const allowed = everyRequest.filter(
      ({ verb, group, resource }) =>
        authorizer.authorize(asks(user("u"), verb, resource, { group })).decision === "Allow",
    );
    expect(allowed.map(textOf).sort()).toEqual(expected.split(",").sort());
  });

  function textOf({ verb, group, resource }: { verb: string; group: string; resource: string }): string {
    return `${verb} ${group} ${resource}`;
  }

  it.each([
    ["/foo", "/foo", true],
    ["/foo", "/foo/bar", false],
    ["/foo/*", "/foo/bar", true],
    ["/foo/*", "/foo", false],
    ["/foo*", "/foobar", true],
    ["*", "/", true],
    ["/foo/**", "/foo/x", true],
    ["/foo/*/bar", "/foo/x/bar", false],
  ])("path %s and a request for %s: %s", (url, path, allowed) => {
    const authorizer = authorizerOf(clusterRole("r", urls("get", url)), clusterBinding("b", "r", "User:u"));
    expect(authorizer.authorize(asksPath(user("u"), "get", path)).decision === "Allow").toBe(allowed);
  });

  it("resourceNames: only these names, and no request without a name", () => {
    const authorizer = authorizerOf(
      clusterRole("r", rule("get,list,create", "", "secrets", "a,b")),
      clusterBinding("b", "r", "User:u"),
    );
    const ask = (verb: string, name?: string) =>
      authorizer.authorize(asks(user("u"), verb, "secrets", name === undefined ? {} : { name })).decision;
    expect([ask("get", "a"), ask("list", "b")]).toEqual(["Allow", "Allow"]);
    expect([ask("get", "c"), ask("list"), ask("create")]).toEqual(["NoOpinion", "NoOpinion", "NoOpinion"]);
  });
});

describe("the subjects of a binding (upstream: TestAppliesTo)", () => {
  const pods = clusterRole("pods", rule("get", "", "pods"));
  const allowed = (bound: Stored<RbacObject>, name: string, namespace: string) =>
    authorizerOf(pods, bound).authorize(asks(user(name), "get", "pods", { namespace })).decision === "Allow";

  it("a ServiceAccount is the user of its namespace and name", () => {
    const bound = clusterBinding("b", "pods", "ServiceAccount:ns/sa");
    expect(allowed(bound, "system:serviceaccount:ns:sa", "")).toBe(true);
    expect(allowed(bound, "system:serviceaccount:other:sa", "")).toBe(false);
    expect(allowed(bound, "sa", "")).toBe(false);
  });

  it("without a namespace it is in the RoleBinding's, and does not match in a ClusterRoleBinding", () => {
    const inNamespace = binding("ns", "b", "ClusterRole/pods", "ServiceAccount:/sa");
    expect(allowed(inNamespace, "system:serviceaccount:ns:sa", "ns")).toBe(true);
    expect(allowed(inNamespace, "system:serviceaccount::sa", "ns")).toBe(false);
    expect(allowed(clusterBinding("b", "pods", "ServiceAccount:/sa"), "system:serviceaccount::sa", "")).toBe(false);
  });

  it("a subject of an unknown kind does not match, and names are data", () => {
    expect(allowed(clusterBinding("b", "pods", "Robot:u"), "u", "")).toBe(false);
    expect(allowed(clusterBinding("b", "pods", "User:__proto__"), "__proto__", "")).toBe(true);
    expect(allowed(clusterBinding("b", "pods", "User:u"), "__proto__", "")).toBe(false);
    expect(allowed(clusterBinding("b", "pods", "User:u"), "constructor", "")).toBe(false);
  });
});

describe("the reasons of RBAC", () => {
  it("an allowance names the binding, the role and the first subject that applies", () => {
    const pods = clusterRole("pods", rule("get", "", "pods"));
    const reason = (bound: Stored<RbacObject>, who: ReturnType<typeof user>) =>
      authorizerOf(pods, role("ns", "local", rule("get", "", "pods")), bound).authorize(
        asks(who, "get", "pods", { namespace: "ns" }),
      ).reason;
    expect(reason(clusterBinding("all", "pods", "User:x", "Group:g"), user("u", "g"))).toBe(
      'RBAC: allowed by ClusterRoleBinding "all" of ClusterRole "pods" to Group "g"',
    );
    expect(reason(binding("ns", "some", "Role/local", "User:u"), user("u"))).toBe(
      'RBAC: allowed by RoleBinding "some/ns" of Role "local" to User "u"',
    );
    const account = user("system:serviceaccount:ns:sa");
    expect(reason(binding("ns", "some", "ClusterRole/pods", "ServiceAccount:/sa"), account)).toBe(
      'RBAC: allowed by RoleBinding "some/ns" of ClusterRole "pods" to ServiceAccount "sa/ns"',
    );
  });

  it("a refusal names the bound roles that do not exist, each once", () => {
    const authorizer = authorizerOf(
      clusterBinding("1", "gone", "User:u"),
      clusterBinding("2", "gone", "User:u"),
      binding("ns", "3", "Role/away", "User:u"),
    );
    expect(authorizer.authorize(asks(user("u"), "get", "pods")).reason).toBe(
      'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
    );
    expect(authorizer.authorize(asks(user("u"), "get", "pods", { namespace: "ns" })).reason).toBe(
      'RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, role.rbac.authorization.k8s.io "away" not found]',
    );
  });

  it("a missing role does not matter if another binding allows the request", () => {
    const authorizer = authorizerOf(
      clusterBinding("1", "gone", "User:u"),
      clusterRole("pods", rule("get", "", "pods")),
      clusterBinding("2", "pods", "User:u"),
    );
    expect(authorizer.authorize(asks(user("u"), "get", "pods")).decision).toBe("Allow");
  });
});

describe("the rules of a user (upstream: TestDefaultRuleResolver)", () => {
  const readPods = rule("GET,WATCH", "v1", "pods");
  const readServices = rule("GET,WATCH", "v1", "services");
  const authorizer = authorizerOf(
    role("namespace1", "readthings", readPods, readServices),
    clusterRole("cluster-admin", rule("*", "*", "*"), urls("*", "*")),
    clusterRole("write-nodes", rule("PUT,CREATE,UPDATE", "v1", "nodes")),
    binding("namespace1", "b", "Role/readthings", "User:foobar", "Group:group1"),
    clusterBinding("c", "cluster-admin", "User:admin", "Group:admin"),
  );
  const names = { resourceNames: [] };

  it("are those of the bindings in the namespace and the cluster, each binding once", () => {
    const { resourceRules, nonResourceRules, incomplete } = authorizer.rulesFor(user("foobar", "group1"), "namespace1");
    expect(resourceRules).toEqual([
      { ...readPods, ...names },
      { ...readServices, ...names },
    ]);
    expect([nonResourceRules, incomplete]).toEqual([[], false]);
    expect(authorizer.rulesFor(user("foobar"), "namespace2").resourceRules).toEqual([]);
    expect(authorizer.rulesFor(user("foobar", "admin"), "").resourceRules).toEqual([
      { ...rule("*", "*", "*"), ...names },
    ]);
    expect(authorizer.rulesFor(user("admin"), "x").nonResourceRules).toEqual([urls("*", "*")]);
    expect(authorizer.rulesFor({ name: "" }, "").resourceRules).toEqual([]);
  });

  it("say which bound roles do not exist", () => {
    const { evaluationError } = authorizerOf(clusterBinding("1", "gone", "User:u")).rulesFor(user("u"), "ns");
    expect(evaluationError).toBe('clusterrole.rbac.authorization.k8s.io "gone" not found');
  });
});

describe("RBAC without roles", () => {
  it("refuses with an error before it has read them, and after it has lost them", () => {
    const authorizer = new RbacAuthorizer();
    const ask = asks(user("admin"), "get", "pods", { namespace: "ns1" });
    const refusal = { decision: "NoOpinion", reason: "", error: "RBAC: the roles and bindings have not been read" };
    expect(authorizer.authorize(ask)).toEqual(refusal);
    expect(authorizer.rulesFor(user("admin"), "ns1")).toMatchObject({ incomplete: true, resourceRules: [] });
    authorizer.fill([admin, admins]);
    expect(authorizer.authorize(ask).decision).toBe("Allow");
    authorizer.lose();
    expect(authorizer.authorize(ask)).toEqual(refusal);
  });
});
