import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const maps = "/api/v1/namespaces/default/configmaps";
interface List {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

describe("reads", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    for (const name of ["a", "b", "c"]) {
      const labels = { name, ...(name === "a" ? {} : { later: "yes" }) };
      await server.store.create({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: "default", labels },
      });
    }
  });
  afterAll(() => server.close());

  const list = async (query = "") => (await server.send("GET", `${maps}${query}`)).json as List;
  const names = async (query: string) => (await list(query)).items.map(({ metadata }) => metadata.name);

  it("returns an object with kind and apiVersion first, and upstream's headers", async () => {
    const answer = await server.send("GET", `${maps}/a`);
    expect(answer.code).toBe(200);
    expect(answer.text).toMatch(
      /^\{"kind":"ConfigMap","apiVersion":"v1","metadata":\{"name":"a","namespace":"default","uid":/,
    );
    expect(answer.text.endsWith("}\n")).toBe(true);
    expect(answer.headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-cache, private" });
    expect(answer.headers["audit-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("echoes the client's Audit-ID", async () => {
    const { headers } = await server.send("GET", `${maps}/a`, { headers: { "audit-id": "mine" } });
    expect(headers["audit-id"]).toBe("mine");
  });

  it("answers HEAD without a body", async () => {
    const answer = await server.send("HEAD", `${maps}/a`);
    expect(answer).toMatchObject({ code: 200, text: "" });
    expect(Number(answer.headers["content-length"])).toBeGreaterThan(100);
  });

  it("is 404 with a Status for an object that does not exist", async () => {
    const { code, json } = await server.send("GET", `${maps}/nope`);
    expect(code).toBe(404);
    expect(json).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: 'configmaps "nope" not found',
      reason: "NotFound",
      details: { name: "nope", kind: "configmaps" },
      code: 404,
    });
  });

  it("a GET at a later resourceVersion than the object's expires no continue token", async () => {
    const { metadata } = await list("?limit=2");
    for (let index = 0; index < 65; index++) {
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: `later-${index}` } };
      const { resourceVersion } = (await server.store.create(namespace)).metadata;
      expect((await server.send("GET", `${maps}/a?resourceVersion=${resourceVersion}`)).code).toBe(200);
    }
    expect(await names(`?continue=${metadata.continue}`)).toEqual(["c"]);
  });

  it("lists items of built-in kinds without kind and apiVersion, as upstream's typed lists", async () => {
    const { text } = await server.send("GET", maps);
    expect(text).toMatch(
      /^\{"kind":"ConfigMapList","apiVersion":"v1","metadata":\{"resourceVersion":"\d+"\},"items":\[\{"metadata":/,
    );
    expect((JSON.parse(text) as List).items).toHaveLength(3);
  });

  it("AP-80: selects by labels and fields", async () => {
    expect(await names("?labelSelector=later")).toEqual(["b", "c"]);
    expect(await names("?labelSelector=name%20in%20(a,b),later")).toEqual(["b"]);
    expect(await names("?fieldSelector=metadata.name%3Dc")).toEqual(["c"]);
    expect(await names("?fieldSelector=metadata.name!%3Dc&labelSelector=later")).toEqual(["b"]);
  });

  it.each([
    ["?labelSelector=a%3Db%20c", 400, "found 'c', expected: ',' or 'end of string'"],
    ["?fieldSelector=spec.nope%3D1", 400, expect.stringContaining("spec.nope")],
    ["?limit=many", 400, 'strconv.ParseInt: parsing "many": invalid syntax'],
    ["?continue=garbage", 400, expect.stringContaining("continue key is not valid")],
    [
      "?resourceVersion=999999",
      504,
      expect.stringMatching(/^Timeout: Too large resource version: 999999, current: \d+$/),
    ],
    ["?resourceVersion=1&resourceVersionMatch=Exact", 410, "The resourceVersion for the provided list is too old."],
  ])("AP-80: %s is refused with %i", async (query, code, message: unknown) => {
    const answer = await server.send("GET", `${maps}${query}`);
    expect(answer.json).toMatchObject({ code, message });
    expect(answer.code).toBe(code);
  });

  it("AP-80: accepts any version that is not in the future, and the exact one as long as it is current", async () => {
    const { resourceVersion } = (await list()).metadata;
    expect(await names("?resourceVersion=0")).toHaveLength(3);
    expect(await names("?resourceVersion=1&resourceVersionMatch=NotOlderThan")).toHaveLength(3);
    expect(await names(`?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`)).toHaveLength(3);
  });

  it("AP-80: paginates with limit, continue and remainingItemCount", async () => {
    const first = await list("?limit=2");
    expect(first.items.map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    expect(first.metadata.remainingItemCount).toBe(1);
    const second = await list(`?limit=2&continue=${encodeURIComponent(first.metadata.continue ?? "")}`);
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(["c"]);
    expect(second.metadata).not.toHaveProperty("continue");
  });

  it("indents for pretty=true and for interactive tools, and returns YAML on request", async () => {
    expect((await server.send("GET", `${maps}/a?pretty=true`)).text).toMatch(/^\{\n {2}"kind": "ConfigMap",\n/);
    expect((await server.send("GET", `${maps}/a`, { headers: { "user-agent": "curl/8.0" } })).text).toMatch(/^\{\n/);
    const yaml = await server.send("GET", `${maps}/a`, { headers: { accept: "application/yaml" } });
    expect(yaml.headers["content-type"]).toBe("application/yaml");
    expect(yaml.text).toMatch(/^apiVersion: v1\nkind: ConfigMap\n/);
  });

  it.each([
    ["/api/v1/namespaces/default/nopes", 404, "the server could not find the requested resource"],
    ["/api/v1/configmaps/a", 404, "the server could not find the requested resource"],
    ["/api/v1/namespaces/default/nodes", 404, "the server could not find the requested resource"],
    [`${maps}/a/status`, 404, "the server could not find the requested resource"],
    [`${maps}/%E0%A4%A`, 400, expect.stringContaining("invalid URL escape")],
  ])("%s is a Status %i", async (path, code, message: unknown) => {
    expect((await server.send("GET", path)).json).toMatchObject({ code, message });
  });

  it.each(["/apis/nope.example.com/v1/things", "/apis/apps/v9/deployments", "/nope", "/apis/nope", "/api/v2"])(
    "%s is not found, in plain text",
    async (path) => {
      const answer = await server.send("GET", path);
      expect(answer).toMatchObject({ code: 404, text: "404 page not found\n" });
      expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
    },
  );

  it.each([
    ["PUT", maps],
    ["POST", `${maps}/a`],
    ["POST", "/api/v1/configmaps"],
    ["PATCH", maps],
    ["OPTIONS", maps],
    ["DELETE", "/api/v1/namespaces"],
  ])("%s %s is 405", async (method, path) => {
    const headers = { "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json" };
    const { json } = await server.send(method, path, { headers, body: "{}" });
    expect(json).toMatchObject({
      code: 405,
      reason: "MethodNotAllowed",
      message: "the server does not allow this method on the requested resource",
    });
  });

  it("is 406 for a media type that cannot be produced", async () => {
    const headers = { accept: "application/cbor" };
    expect((await server.send("GET", maps, { headers })).json).toMatchObject({ code: 406, reason: "NotAcceptable" });
  });
});
