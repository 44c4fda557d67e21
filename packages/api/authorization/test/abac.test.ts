import { createAuthorizer, parseAbacPolicies } from "@engenho/authorization";
import { silentLogger, type User } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { asks, asksPath, user } from "./support/rbac-objects.js";

const v1 = (spec: object) =>
  JSON.stringify({ apiVersion: "abac.authorization.kubernetes.io/v1beta1", kind: "Policy", spec });

function abac(...lines: readonly string[]) {
  const policies = parseAbacPolicies(lines.join("\n"), "policies");
  return createAuthorizer({ modes: ["ABAC"], policies, logger: silentLogger });
}

const anybody: User = { name: "x", groups: ["system:authenticated"] };
const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

describe("upstream abac: policies of version v0", () => {
  const authorizer = abac(
    '{"readonly": true, "resource": "events"}',
    "# a comment",
    '{"user":"scheduler", "readonly": true, "resource": "pods"}',
    '{"user":"scheduler", "resource": "bindings"}',
    "",
    '{"user":"kubelet", "readonly": true, "resource": "bindings"}',
    '{"user":"kubelet", "resource": "events"}',
    '{"user":"alice", "namespace": "projectCaribou"}',
    '{"user":"bob", "readonly": true, "namespace": "projectCaribou"}',
    '{"group":"a", "resource": "pods", "namespace": "ns1", "user":"chuck"}',
  );
  it.each<[User, string, string, string, string]>([
    [{ ...anybody, name: "scheduler" }, "list", "pods", "ns1", "Allow"],
    [{ ...anybody, name: "scheduler" }, "create", "bindings", "ns1", "Allow"],
    [{ ...anybody, name: "scheduler" }, "create", "pods", "ns1", "NoOpinion"],
    [{ ...anybody, name: "kubelet" }, "get", "bindings", "", "Allow"],
    [{ ...anybody, name: "kubelet" }, "create", "bindings", "", "NoOpinion"],
    [{ ...anybody, name: "kubelet" }, "create", "events", "ns1", "Allow"],
    [{ ...anybody, name: "alice" }, "delete", "endpoints", "projectCaribou", "Allow"],
    [{ ...anybody, name: "alice" }, "delete", "endpoints", "ns1", "NoOpinion"],
    [{ ...anybody, name: "bob" }, "get", "services", "projectCaribou", "Allow"],
    [{ ...anybody, name: "bob" }, "update", "services", "projectCaribou", "NoOpinion"],
    [anybody, "get", "events", "ns1", "Allow"],
    [anonymous, "get", "events", "ns1", "NoOpinion"],
    [{ name: "chuck", groups: ["a"] }, "get", "pods", "ns1", "Allow"],
    [{ name: "chuck", groups: ["b"] }, "get", "pods", "ns1", "NoOpinion"],
    [{ name: "dave", groups: ["a"] }, "get", "pods", "ns1", "NoOpinion"],
  ])("%j %s %s in %s: %s", async (who, verb, resource, namespace, decision) => {
    const answer = await authorizer.authorize(asks(who, verb, resource, { namespace }));
    expect(answer).toEqual({ decision, reason: decision === "Allow" ? "" : "No policy matched." });
  });
});

describe("upstream abac: policies of version v1beta1", () => {
  it.each<[string, object, User, boolean]>([
    ["a policy of nobody", { resource: "*", namespace: "*", apiGroup: "*" }, user("foo"), false],
    ["every user", { user: "*", resource: "*", namespace: "*", apiGroup: "*" }, anybody, true],
    [
      "every user, who is not authenticated",
      { user: "*", resource: "*", namespace: "*", apiGroup: "*" },
      anonymous,
      false,
    ],
    ["every group", { group: "*", resource: "*", namespace: "*", apiGroup: "*" }, anybody, true],
    ["no API group", { user: "foo", resource: "*", namespace: "*" }, user("foo"), true],
    ["another API group", { user: "foo", resource: "*", namespace: "*", apiGroup: "apps" }, user("foo"), false],
    ["no resource", { user: "foo", namespace: "*", apiGroup: "*" }, user("foo"), false],
    ["no namespace", { user: "foo", resource: "*", apiGroup: "*" }, user("foo"), false],
    ["readonly", { user: "foo", readonly: true, resource: "*", namespace: "*", apiGroup: "*" }, user("foo"), false],
    ["a path", { user: "foo", nonResourcePath: "*" }, user("foo"), false],
  ])("%s", async (_what, spec, who, allowed) => {
    const { decision } = await abac(v1(spec)).authorize(asks(who, "create", "pods", { namespace: "ns" }));
    expect(decision).toBe(allowed ? "Allow" : "NoOpinion");
  });

  it.each([
    ["*", "/any", true],
    ["/foo", "/foo", true],
    ["/foo", "/foo/bar", false],
    ["/foo/*", "/foo/bar", true],
    ["/foo/*", "/foo", false],
    ["/foo*", "/foobar", true],
    ["", "/foo", false],
  ])("the path %j covers %s: %s", async (nonResourcePath, path, allowed) => {
    const authorizer = abac(v1({ user: "foo", nonResourcePath }));
    const { decision } = await authorizer.authorize(asksPath(user("foo"), "get", path));
    expect(decision).toBe(allowed ? "Allow" : "NoOpinion");
  });

  it("lists the rules of a user in a namespace", async () => {
    const authorizer = abac(
      v1({ user: "foo", readonly: true, resource: "pods", namespace: "a", apiGroup: "" }),
      v1({ user: "foo", resource: "pods", namespace: "b", apiGroup: "" }),
      v1({ user: "foo", namespace: "*", nonResourcePath: "/x" }),
      v1({ user: "bar", resource: "*", namespace: "*", apiGroup: "*" }),
    );
    expect(await authorizer.rulesFor(user("foo"), "a")).toEqual({
      resourceRules: [{ verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["pods"], resourceNames: [] }],
      nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["/x"] }],
      incomplete: false,
      evaluationError: "",
    });
  });
});

describe("a policy file that is broken", () => {
  it.each([
    ["{", "line 1: {: "],
    ["\n[]", "line 2: []: it is not a JSON object"],
    ['{"user":1}', "user must be a string"],
    ['{"readonly":"yes"}', "readonly must be true or false"],
    ['{"apiVersion":"v1","kind":"Pod"}', 'no kind "Pod" is registered for version "v1"'],
  ])("%j is refused, with its line", (text, message) => {
    expect(() => parseAbacPolicies(text, "policies")).toThrow(message);
    expect(() => parseAbacPolicies(text, "policies")).toThrow("error reading policy file policies, line ");
  });

  it("the mode needs policies", () => {
    expect(() => createAuthorizer({ modes: ["ABAC"] })).toThrow("policies is missing");
  });
});
