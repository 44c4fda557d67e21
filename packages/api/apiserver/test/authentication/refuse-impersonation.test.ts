import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const why = "impersonation is not supported without authorization";

describe("impersonation", () => {
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
    const refused = `User "tester" cannot impersonate resource "${kind}" in API group "" ${scope}: ${why}`;
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

  it.each([
    [{ "impersonate-group": "devs" }, "[{Group  devs    }]"],
    [{ "impersonate-uid": "1" }, "[{UID  1  authentication.k8s.io/v1  }]"],
  ])("of %j without a user is a bad request", async (headers, references) => {
    const answer = await as(headers as Record<string, string>);
    expect(answer.code).toBe(400);
    expect(answer.json).toMatchObject({ message: `requested ${references} without impersonating a user` });
  });
});
