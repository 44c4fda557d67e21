import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearerTokens, type RequestObservation } from "../../src/index.js";
import { startServer, type TestServer } from "../support/test-server.js";

const authorization = "Bearer secret";

describe("endpoints and authentication", () => {
  let server: TestServer;
  let broken = false;
  const observed: RequestObservation[] = [];
  beforeAll(async () => {
    server = await startServer({
      authenticate: bearerTokens(new Map([["secret", { name: "admin" }]])),
      version: "v1.34.1",
      metrics: { onRequest: (observation) => observed.push(observation) },
      extraRoutes: { "/metrics": () => ({ contentType: "text/plain", body: "up 1\n" }) },
      healthChecks: [
        {
          name: "store",
          endpoints: ["readyz"],
          check() {
            if (broken) throw new Error("no store");
          },
        },
      ],
    });
  });
  afterAll(() => server.close());

  const get = (path: string, headers: Record<string, string> = { authorization }) =>
    server.send("GET", path, { headers });

  it.each([
    [{}],
    [{ authorization: "Bearer secre" }],
    [{ authorization: "Bearer secret2" }],
    [{ authorization: "Basic c2VjcmV0" }],
    [{ authorization: "secret" }],
  ])("is 401 with %j", async (headers) => {
    const { code, json } = await get("/api/v1/pods", headers as Record<string, string>);
    expect(code).toBe(401);
    expect(json).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "Unauthorized",
      reason: "Unauthorized",
      code: 401,
    });
  });

  it("serves health and version without credentials, but not with a wrong token", async () => {
    for (const path of ["/healthz", "/livez", "/readyz", "/version"]) {
      expect((await get(path, {})).code).toBe(200);
      expect((await get(path, { authorization: "Bearer wrong" })).code).toBe(401);
    }
    expect((await get("/metrics", {})).code).toBe(401);
  });

  it("H18: health and version are read-only", async () => {
    for (const path of ["/healthz", "/livez", "/readyz", "/readyz/ping", "/version"]) {
      const { code, json } = await server.send("POST", path);
      expect({ code, json }).toMatchObject({
        code: 403,
        json: {
          reason: "Forbidden",
          message: `forbidden: User "system:anonymous" cannot post path "${path}"`,
          details: {},
        },
      });
      for (const method of ["POST", "PUT", "DELETE", "PATCH"])
        expect((await server.send(method, path, { headers: { authorization } })).code).toBe(405);
      expect((await server.send("HEAD", path, { headers: { authorization } })).code).toBe(200);
    }
    for (const path of ["/", "/api", "/apis", "/apis/apps", "/openapi/v2"]) {
      const { code, json } = await server.send("POST", path, { headers: { authorization } });
      expect({ code, json }).toMatchObject({ code: 405, json: { kind: "Status", reason: "MethodNotAllowed" } });
    }
    expect((await server.send("POST", "/nowhere", { headers: { authorization } })).code).toBe(404);
  });

  it.each(["bearer secret", "BEARER secret", "Bearer secret more"])("H18: accepts the scheme of %j", async (header) => {
    expect((await get("/api", { authorization: header })).code).toBe(200);
  });

  it("H18: serves request targets in absolute form", async () => {
    const at = (target: string) => get(target);
    expect((await at("http://engenho/version")).json).toMatchObject({ major: "1" });
    expect((await at("https://engenho:6443/api/v1/namespaces?limit=1")).json).toMatchObject({ kind: "NamespaceList" });
    expect((await at("HTTP://[::1]/healthz?verbose")).text).toContain("check passed");
    expect((await get("http://engenho/api", {})).code).toBe(401);
    expect((await at("http://engenho")).json).toHaveProperty("paths");
  });

  it("serves its version", async () => {
    expect((await get("/version")).json).toMatchObject({
      major: "1",
      minor: "34",
      emulationMajor: "1",
      emulationMinor: "34",
      minCompatibilityMajor: "1",
      minCompatibilityMinor: "33",
      gitVersion: "v1.34.1",
    });
  });

  it("serves health checks in plain text, verbose, and one by one", async () => {
    expect((await get("/healthz")).text).toBe("ok");
    expect((await get("/readyz?verbose")).text).toBe("[+]ping ok\n[+]store ok\nreadyz check passed\n");
    expect((await get("/livez?verbose")).text).toBe("[+]ping ok\nlivez check passed\n");
    expect((await get("/readyz/ping")).text).toBe("ok");
    expect((await get("/readyz/nope")).code).toBe(404);
    broken = true;
    const failed = await get("/readyz");
    expect(failed).toMatchObject({
      code: 500,
      text: "[+]ping ok\n[-]store failed: reason withheld\nreadyz check failed\n",
    });
    expect((await get("/readyz/store")).text).toBe("internal server error: no store\n");
    expect((await get("/readyz?exclude=store")).code).toBe(200);
    expect((await get("/healthz")).code).toBe(200);
    broken = false;
    expect((await get("/readyz?verbose&exclude=none&exclude=a&exclude=store")).text).toBe(
      '[+]ping ok\n[+]store excluded: ok\nwarn: some health checks cannot be excluded: no matches for "a","none"\nreadyz check passed\n',
    );
  });

  it("serves version and paths as indented JSON, whatever the Accept header", async () => {
    for (const path of ["/version", "/"]) {
      const { code, text, headers } = await get(path, { authorization, accept: "application/yaml" });
      expect({ code, type: headers["content-type"] }).toEqual({ code: 200, type: "application/json" });
      expect(text).toBe(JSON.stringify(JSON.parse(text), undefined, 2));
    }
  });

  const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  it.each([
    ["/api/v1", aggregated, 406],
    ["/apis/apps", aggregated, 406],
    ["/apis/apps/v1", aggregated, 406],
    ["/apis/apps/v1", `${aggregated},application/json`, 200],
    ["/apis", aggregated, 200],
    ["/api", aggregated.replace("v2", "v3"), 406],
    ["/apis", aggregated.replace("apidiscovery", "metadata"), 406],
    ["/apis", "application/json;as=Table;v=v1;g=meta.k8s.io", 406],
    ["/apis", "text/html", 406],
    ["/apis", "text/html,*/*;q=0.1", 200],
    ["/api", "", 200],
    ["/apis/nope", aggregated, 404],
  ])("GET %s with Accept %j is %i", async (path, accept, code) => {
    const answer = await get(path, { authorization, accept });
    expect(answer.code).toBe(code);
    if (code === 406) {
      expect(answer.json).toMatchObject({
        reason: "NotAcceptable",
        message:
          "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf",
      });
    }
  });

  it("serves the embedder's routes", async () => {
    const answer = await get("/metrics");
    expect(answer).toMatchObject({ code: 200, text: "up 1\n" });
    expect(answer.headers["content-type"]).toBe("text/plain");
    expect((await server.send("POST", "/metrics", { headers: { authorization } })).code).toBe(405);
  });

  it("lists its paths", async () => {
    const { paths } = (await get("/")).json as { paths: readonly string[] };
    expect(paths).toEqual(
      expect.arrayContaining(["/api/v1", "/apis/apps", "/apis/apps/v1", "/metrics", "/openapi/v3"]),
    );
  });

  it("serves discovery in the requested form, with an ETag", async () => {
    expect((await get("/api")).json).toMatchObject({
      kind: "APIVersions",
      versions: ["v1"],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: `127.0.0.1:${server.port}` }],
    });
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
    const aggregated = await get("/apis", { authorization, accept });
    expect(aggregated.headers).toMatchObject({
      "content-type": "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
      vary: "Accept",
    });
    expect(aggregated.json).toMatchObject({ kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2beta1" });
    const etag = String(aggregated.headers.etag);
    expect(etag).toMatch(/^"[0-9A-F]{128}"$/);
    expect(await get("/apis", { authorization, accept, "if-none-match": etag })).toMatchObject({ code: 304, text: "" });
  });

  it("observes each request", async () => {
    observed.length = 0;
    await get("/api/v1/namespaces/default/pods/nope/status");
    await get("/version");
    await get("/apis/made-up/v1/things/x/y");
    const responseBytes = expect.any(Number) as unknown;
    const known = { systemClient: "", deprecated: false, removedRelease: "", responseBytes };
    const other = {
      verb: "get",
      group: "",
      version: "",
      resource: "",
      subresource: "",
      scope: "",
      dryRun: "",
      ...known,
    };
    const seconds = expect.any(Number) as unknown;
    expect(observed).toEqual([
      { ...other, version: "v1", resource: "pods", subresource: "status", scope: "resource", code: 404, seconds },
      { ...other, code: 200, seconds },
      { ...other, code: 404, seconds },
    ]);
  });
});
