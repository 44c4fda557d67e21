import type { AuthorizationAttributes, AuthorizationDecision, Authorizer } from "@engenho/registry";
import { afterEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server whose authorizer answers `decide`, and what it was asked. */
async function guarded(decide: () => ReturnType<Authorizer["authorize"]>) {
  const asked: AuthorizationAttributes[] = [];
  const authorizer: Authorizer = {
    authorize(attributes) {
      asked.push(attributes);
      return decide();
    },
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  };
  const server = await startServer({ authorizer });
  servers.push(server);
  return { server, asked };
}

const allow: AuthorizationDecision = { decision: "Allow", reason: "" };
const noOpinion: AuthorizationDecision = { decision: "NoOpinion", reason: "RBAC: no rule" };

describe("the authorizer", () => {
  const requests: readonly [method: string, path: string, attributes: Partial<AuthorizationAttributes>][] = [
    ["GET", "/api/v1/namespaces/a/pods/x", { verb: "get", namespace: "a", resource: "pods", name: "x", version: "v1" }],
    ["GET", "/apis/apps/v1/deployments?watch=1&timeoutSeconds=0", { verb: "watch", group: "apps", namespace: "" }],
    ["PUT", "/api/v1/namespaces/a/pods/x/status", { verb: "update", subresource: "status" }],
    ["DELETE", "/api/v1/namespaces/a/pods", { verb: "deletecollection", name: "" }],
    ["GET", "/api/v1/pods?fieldSelector=metadata.name%3Dx", { verb: "list", name: "x" }],
    ["GET", "/api/v1/pods?watch=1&timeoutSeconds=0&fieldSelector=metadata.name%3Dx", { verb: "watch", name: "x" }],
    ["GET", "/api/v1/pods?fieldSelector=metadata.name!%3Dx", { verb: "list", name: "" }],
    ["GET", "/api/v1/pods?fieldSelector=metadata.name%3D..", { verb: "list", name: "" }],
    ["DELETE", "/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dx", { verb: "deletecollection", name: "" }],
    [
      "GET",
      "/api/v1/watch/pods?fieldSelector=metadata.name%3Dx",
      { verb: "watch", name: "", fieldSelector: undefined },
    ],
    ["POST", "/api/v1/namespaces/a/pods", { verb: "create", name: "" }],
    ["GET", "/api/v1/namespaces/a", { verb: "get", namespace: "a", resource: "namespaces", name: "a" }],
    [
      "GET",
      "/api/v1/pods?fieldSelector=spec.nodeName%3Dn&labelSelector=a%3Db",
      {
        fieldSelector: [{ field: "spec.nodeName", operator: "=", value: "n" }],
        labelSelector: { matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] },
      },
    ],
    ["GET", "/api/v1/pods?fieldSelector=nonsense", { verb: "list", fieldSelector: undefined }],
    ["GET", "/openapi/v2", { verb: "get", isResource: false, path: "/openapi/v2" }],
  ];
  it.each(requests)("is asked about %s %s", async (method, path, attributes) => {
    const { server, asked } = await guarded(() => noOpinion);
    await server.send(method, path);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject(attributes);
  });

  const refusals: readonly [title: string, decide: () => ReturnType<Authorizer["authorize"]>, why: string][] = [
    ["has no opinion", () => noOpinion, ": RBAC: no rule"],
    ["denies", () => ({ decision: "Deny", reason: "" }), ""],
    ["answers later", async () => noOpinion, ": RBAC: no rule"],
  ];
  it.each(refusals)("that %s is a 403 with upstream's message", async (_title, decide, why) => {
    const { server } = await guarded(decide);
    const named = await server.send("GET", "/api/v1/namespaces/a/pods/x/log");
    expect(named).toMatchObject({
      code: 403,
      json: {
        reason: "Forbidden",
        details: { name: "x", kind: "pods" },
        message: `pods "x" is forbidden: User "tester" cannot get resource "pods/log" in API group "" in the namespace "a"${why}`,
      },
    });
    const cluster = await server.send("GET", "/apis/apps/v1/deployments");
    expect(cluster.json).toMatchObject({
      message: `deployments.apps is forbidden: User "tester" cannot list resource "deployments" in API group "apps" at the cluster scope${why}`,
    });
    const path = await server.send("GET", "/openapi/v2");
    expect(path).toMatchObject({
      code: 403,
      json: { message: `forbidden: User "tester" cannot get path "/openapi/v2"${why}` },
    });
  });

  it("that allows lets requests pass, also later", async () => {
    for (const decide of [() => allow, async () => allow]) {
      const { server } = await guarded(decide);
      expect((await server.send("GET", "/api/v1/pods")).code).toBe(200);
    }
  });

  const failures: readonly [title: string, decide: () => ReturnType<Authorizer["authorize"]>][] = [
    [
      "throws",
      () => {
        throw new Error("broken <b>");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken <b>"))],
    ["has no opinion and an error", () => ({ decision: "NoOpinion", reason: "why", error: "broken <b>" })],
  ];
  it.each(failures)("that %s is a 500 with upstream's text", async (_title, decide) => {
    const { server } = await guarded(decide);
    const { code, text, headers } = await server.send("GET", "/api/v1/pods?limit=1&x=%3C");
    expect([code, text]).toEqual([500, 'Internal Server Error: "/api/v1/pods?limit=1&amp;x=%3C": broken &lt;b&gt;\n']);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  });

  it("that allows despite an error lets the request pass", async () => {
    const { server } = await guarded(() => ({ decision: "Allow", reason: "", error: "half broken" }));
    expect((await server.send("GET", "/api/v1/pods")).code).toBe(200);
  });

  it("is asked about health and unknown paths, too, before anything is answered", async () => {
    const { server, asked } = await guarded(() => noOpinion);
    for (const path of ["/livez", "/version", "/nothing", "/apis/example.com/v1/nothings"]) {
      expect((await server.send("GET", path)).code).toBe(403);
    }
    expect(asked.map(({ path }) => path)).toEqual(["/livez", "/version", "/nothing", "/apis/example.com/v1/nothings"]);
  });

  // Upstream: TestForbidden of responsewriters.
  it("a refusal of a resource and of a path is byte for byte upstream's, without what looks like HTML", async () => {
    const { server } = await guarded(() => ({ decision: "NoOpinion", reason: "" }));
    expect((await server.send("GET", "/apis/v2/v1/namespaces/test/pod/x/quota")).text).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pod.v2 \\"x\\" is forbidden: User \\"tester\\" cannot get resource \\"pod/quota\\" in API group \\"v2\\" in the namespace \\"test\\"","reason":"Forbidden","details":{"name":"x","group":"v2","kind":"pod"},"code":403}\n',
    );
    expect((await server.send("GET", "/%3Cscript%3E")).text).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"forbidden: User \\"tester\\" cannot get path \\"/&lt;script&gt;\\"","reason":"Forbidden","details":{},"code":403}\n',
    );
  });
});
