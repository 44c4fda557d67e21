import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const custom = "/apis/example.com/v1";

describe("the path of a namespaced kind without a namespace", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } };
    for (const [plural, kind, scope] of [
      ["widgets", "Widget", "Namespaced"],
      ["worlds", "World", "Cluster"],
    ]) {
      const spec = { group: "example.com", scope, names: { plural, kind }, versions: [version] };
      const body = { metadata: { name: `${plural}.example.com` }, spec };
      await server.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", { body });
    }
    await server.send("POST", "/api/v1/namespaces/default/configmaps", { body: { metadata: { name: "kept" } } });
    await server.send("POST", `${custom}/namespaces/default/widgets`, { body: { metadata: { name: "kept" } } });
  });
  afterAll(() => server.close());

  it.each(["/api/v1/configmaps", `${custom}/widgets`])("%s is read", async (path) => {
    const { code, json } = await server.send("GET", path);
    expect([code, (json as { items: unknown[] }).items.length]).toEqual([200, 1]);
  });

  it.each(["DELETE", "POST", "PUT", "PATCH"])(
    "%s of a built-in kind is a 405, and nothing is written",
    async (method) => {
      for (const path of ["/api/v1/configmaps", "/apis/apps/v1/deployments"]) {
        const answer = await server.send(method, path, { body: { metadata: { name: "x" } } });
        expect(answer.json).toMatchObject({ code: 405, reason: "MethodNotAllowed" });
      }
      expect((await server.send("GET", "/api/v1/namespaces/default/configmaps/kept")).code).toBe(200);
    },
  );

  it.each([
    ["DELETE", `${custom}/widgets`],
    ["POST", `${custom}/widgets`],
    ["GET", `${custom}/widgets/kept`],
    ["DELETE", `${custom}/widgets/kept`],
    ["GET", `${custom}/namespaces/default/worlds`],
    ["DELETE", `${custom}/namespaces/default/worlds`],
  ])("%s %s, of a custom resource in the other scope, is answered by nobody", async (method, path) => {
    const answer = await server.send(method, path, { body: { metadata: { name: "x" } } });
    expect([answer.code, answer.text]).toEqual([404, "404 page not found\n"]);
    expect((await server.send("GET", `${custom}/namespaces/default/widgets/kept`)).code).toBe(200);
  });

  it.each([
    ["GET", "/api/v1/configmaps/kept"],
    ["POST", "/api/v1/bindings"],
    ["POST", "/apis/authorization.k8s.io/v1/localsubjectaccessreviews"],
    ["GET", "/api/v1/namespaces/default/nodes"],
  ])("%s %s is no path", async (method, path) => {
    const answer = await server.send(method, path, { body: {} });
    expect(answer.json).toMatchObject({ code: 404, message: "the server could not find the requested resource" });
  });
});
