import type { AuthorizationAttributes, AuthorizationDecision, Authorizer } from "@engenho/registry";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const unguarded = "impersonation is not supported without authorization";

describe("without an authorizer, impersonation", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const as = (headers: Record<string, string>, path = "/api/v1/pods") => server.send("GET", path, { headers });

  it.each([
    ["a user", "bob", "users", "bob", "at the cluster scope"],
    ["a ServiceAccount", "system:serviceaccount:ns:robot", "serviceaccounts", "robot", 'in the namespace "ns"'],
    [
      "a malformed ServiceAccount name",
      "system:serviceaccount:ns",
      "users",
      "system:serviceaccount:ns",
      "at the cluster scope",
    ],
  ])("of %s is refused, not ignored", async (_, user, kind, name, scope) => {
    const answer = await as({ "impersonate-user": user, "impersonate-group": "devs" });
    expect(answer.code).toBe(403);
    const refused = `User "tester" cannot impersonate resource "${kind}" in API group "" ${scope}: ${unguarded}`;
    expect(answer.json).toMatchObject({
      kind: "Status",
      reason: "Forbidden",
      message: `${kind} "${name}" is forbidden: ${refused}`,
      details: { name, kind },
    });
  });

  it("is refused on every path, and for writes", async () => {
    expect((await as({ "impersonate-user": "bob" }, "/version")).code).toBe(403);
    const body = { metadata: { name: "made-by-bob" } };
    const path = "/api/v1/namespaces/default/configmaps";
    expect((await server.send("POST", path, { headers: { "impersonate-user": "bob" }, body })).code).toBe(403);
    expect((await server.send("GET", `${path}/made-by-bob`)).code).toBe(404);
  });
});

type Asked = Pick<AuthorizationAttributes, "group" | "resource" | "subresource" | "namespace" | "name">;

describe("with an authorizer, impersonation", () => {
  let server: TestServer;
  let asked: Asked[] = [];
  let decide: (attributes: AuthorizationAttributes) => AuthorizationDecision = () => allow;
  const allow: AuthorizationDecision = { decision: "Allow", reason: "" };
  const authorizer: Authorizer = {
    authorize(attributes) {
      if (attributes.verb !== "impersonate") return allow;
      const { group, resource, subresource, namespace, name } = attributes;
      asked.push({ group, resource, subresource, namespace, name });
      return decide(attributes);
    },
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  };
  beforeAll(async () => {
    server = await startServer({ authorizer });
  });
  afterAll(() => server.close());
  afterEach(() => {
    asked = [];
    decide = () => allow;
  });

  const reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  const whoami = async (headers: Record<string, string | readonly string[]>) => {
    const answer = await server.send("POST", reviews, { headers: headers as Record<string, string>, body: {} });
    return {
      code: answer.code,
      json: answer.json as { status?: { userInfo?: object }; message?: string; reason?: string },
    };
  };
  const authenticated = "system:authenticated";
  const core = { group: "", subresource: "", namespace: "" };

  it.each<[string, Record<string, string | readonly string[]>, object, Asked[]]>([
    [
      "a user is in system:authenticated",
      { "impersonate-user": "bob" },
      { username: "bob", groups: [authenticated] },
      [{ ...core, resource: "users", name: "bob" }],
    ],
    [
      "several groups are headers of their own, commas are part of one",
      { "impersonate-user": "bob", "impersonate-group": ["a, b", "c"] },
      { username: "bob", groups: ["a, b", "c", authenticated] },
      [
        { ...core, resource: "users", name: "bob" },
        { ...core, resource: "groups", name: "a, b" },
        { ...core, resource: "groups", name: "c" },
      ],
    ],
    [
      "a ServiceAccount is in its namespace's groups",
      { "impersonate-user": "system:serviceaccount:ns:robot" },
      {
        username: "system:serviceaccount:ns:robot",
        groups: ["system:serviceaccounts", "system:serviceaccounts:ns", authenticated],
      },
      [{ ...core, resource: "serviceaccounts", namespace: "ns", name: "robot" }],
    ],
    [
      "a ServiceAccount with groups is in these alone",
      { "impersonate-user": "system:serviceaccount:ns:robot", "impersonate-group": "devs" },
      { username: "system:serviceaccount:ns:robot", groups: ["devs", authenticated] },
      [
        { ...core, resource: "serviceaccounts", namespace: "ns", name: "robot" },
        { ...core, resource: "groups", name: "devs" },
      ],
    ],
    [
      "extras are decoded, and the UID is another part",
      {
        "impersonate-user": "bob",
        "impersonate-uid": "7",
        "impersonate-extra-scopes": ["view", "edit"],
        "Impersonate-Extra-Acme.com%2FProject": "x",
        "impersonate-extra-bad%zz": "y",
      },
      {
        username: "bob",
        uid: "7",
        groups: [authenticated],
        extra: { scopes: ["view", "edit"], "acme.com/project": ["x"], "bad%zz": ["y"] },
      },
      [
        { ...core, resource: "users", name: "bob" },
        ...[
          ["scopes", "view"],
          ["scopes", "edit"],
          ["acme.com/project", "x"],
          ["bad%zz", "y"],
        ].map(([subresource = "", name = ""]) => ({
          group: "authentication.k8s.io",
          resource: "userextras",
          subresource,
          namespace: "",
          name,
        })),
        { group: "authentication.k8s.io", resource: "uids", subresource: "", namespace: "", name: "7" },
      ],
    ],
    [
      "the anonymous user is in system:unauthenticated",
      { "impersonate-user": "system:anonymous" },
      { username: "system:anonymous", groups: ["system:unauthenticated"] },
      [{ ...core, resource: "users", name: "system:anonymous" }],
    ],
    [
      "who is in system:unauthenticated is not in system:authenticated",
      { "impersonate-user": "bob", "impersonate-group": "system:unauthenticated" },
      { username: "bob", groups: ["system:unauthenticated"] },
      [
        { ...core, resource: "users", name: "bob" },
        { ...core, resource: "groups", name: "system:unauthenticated" },
      ],
    ],
  ])("%s", async (_title, headers, userInfo, attributes) => {
    const { code, json } = await whoami(headers);
    expect(code, json.message).toBe(201);
    expect(json.status?.userInfo).toEqual(userInfo);
    expect(asked).toEqual(attributes);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ["users", { "impersonate-user": "bob" }, 'users "bob"', 'resource "users" in API group "" at the cluster scope'],
    [
      "groups",
      { "impersonate-user": "bob", "impersonate-group": "devs" },
      'groups "devs"',
      'resource "groups" in API group "" at the cluster scope',
    ],
    [
      "serviceaccounts",
      { "impersonate-user": "system:serviceaccount:ns:robot" },
      'serviceaccounts "robot"',
      'resource "serviceaccounts" in API group "" in the namespace "ns"',
    ],
    [
      "userextras",
      { "impersonate-user": "bob", "impersonate-extra-scopes": "view" },
      'userextras.authentication.k8s.io "view"',
      'resource "userextras/scopes" in API group "authentication.k8s.io" at the cluster scope',
    ],
    [
      "uids",
      { "impersonate-user": "bob", "impersonate-uid": "7" },
      'uids.authentication.k8s.io "7"',
      'resource "uids" in API group "authentication.k8s.io" at the cluster scope',
    ],
  ])("each part must be allowed: %s", async (resource, headers, subject, what) => {
    for (const decision of ["Deny", "NoOpinion"] as const) {
      decide = (attributes) => (attributes.resource === resource ? { decision, reason: "because" } : allow);
      const { code, json } = await whoami(headers);
      expect(code).toBe(403);
      expect(json.message).toBe(`${subject} is forbidden: User "tester" cannot impersonate ${what}: because`);
    }
    decide = (attributes) => {
      if (attributes.resource === resource) throw new Error("broken");
      return allow;
    };
    expect((await whoami(headers)).code, "a broken authorizer opens no door").toBe(403);
  });

  it.each([
    [{ "impersonate-group": "devs" }, "[{Group  devs    }]"],
    [{ "impersonate-uid": "1" }, "[{UID  1  authentication.k8s.io/v1  }]"],
    [{ "impersonate-extra-a": "b" }, "[{UserExtra  b  authentication.k8s.io/v1  a}]"],
    [{ "impersonate-user": "", "impersonate-group": "devs" }, "[{Group  devs    }]"],
  ])("of %j without a user is an internal error, as upstream", async (headers, references) => {
    const { code, json } = await whoami(headers as Record<string, string>);
    expect(code).toBe(500);
    const reason = `requested ${references} without impersonating a user`;
    expect(json.message).toBe(`Internal Server Error: "${reviews}": ${reason}`);
    expect(asked).toEqual([]);
  });

  it("an empty user name alone is no impersonation", async () => {
    const { json } = await whoami({ "impersonate-user": "" });
    expect(json.status?.userInfo).toMatchObject({ username: "tester" });
  });
});
