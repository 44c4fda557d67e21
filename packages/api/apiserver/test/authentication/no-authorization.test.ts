import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

describe("every authenticated user", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ authenticate: () => ({ name: "nobody-in-particular" }) });
  });
  afterAll(() => server.close());

  it("may do everything, with or without RBAC objects", async () => {
    const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
    const none = { metadata: { name: "nothing" }, rules: [] };
    expect((await server.send("POST", `${rbac}/roles`, { body: none })).code).toBe(201);
    const binding = {
      metadata: { name: "nothing" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "nothing" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "nobody-in-particular" }],
    };
    expect((await server.send("POST", `${rbac}/rolebindings`, { body: binding })).code).toBe(201);
    const secrets = "/api/v1/namespaces/default/secrets";
    expect((await server.send("POST", secrets, { body: { metadata: { name: "s" } } })).code).toBe(201);
    expect((await server.send("GET", secrets)).code).toBe(200);
    expect((await server.send("DELETE", `${secrets}/s`)).code).toBe(200);
    expect((await server.send("DELETE", "/api/v1/namespaces/default")).code).toBe(200);
  });
});
