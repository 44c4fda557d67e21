import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

describe("cases API 15: a null creationTimestamp is not written", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const reviews = "/apis/authorization.k8s.io/v1";
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  // As Go clients before 1.34 send it.
  const metadata = { creationTimestamp: null };
  const template = { metadata, spec: { containers: [{ name: "c", image: "i" }] } };

  it.each<readonly [string, string, object | undefined]>([
    ["GET", "/apis", undefined],
    ["GET", "/api", undefined],
    ["POST", `${reviews}/selfsubjectaccessreviews`, { metadata, spec: { resourceAttributes: { verb: "get" } } }],
    ["POST", `${reviews}/subjectaccessreviews`, { metadata, spec: { user: "u", resourceAttributes: { verb: "get" } } }],
    ["POST", `${reviews}/selfsubjectrulesreviews`, { metadata, spec: { namespace: "default" } }],
    ["POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { metadata }],
    ["POST", "/apis/authentication.k8s.io/v1/tokenreviews", { metadata, spec: { token: "t" } }],
    ["POST", "/api/v1/namespaces/default/podtemplates", { metadata: { ...metadata, name: "t" }, template }],
  ])("%s %s", async (method, path, body) => {
    const headers = method === "GET" ? { accept } : {};
    const answer = await server.send(method, path, { headers, ...(body === undefined ? {} : { body }) });
    expect(answer.code).toBeLessThan(300);
    expect(answer.text).not.toContain('"creationTimestamp":null');
  });

  it("bookmarks", async () => {
    const query = "watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    const watch = await server.watch(`/api/v1/namespaces/default/configmaps?${query}`);
    const bookmark = await watch.next();
    watch.close();
    expect(bookmark).toMatchObject({ type: "BOOKMARK", object: { kind: "ConfigMap" } });
    expect(JSON.stringify(bookmark)).not.toContain("creationTimestamp");
  });
});
