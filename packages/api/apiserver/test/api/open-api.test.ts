import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MessageReader } from "../../src/protobuf/reader.js";
import { startServer, type TestServer } from "../support/test-server.js";

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly securityDefinitions: unknown;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
interface Operation {
  readonly parameters: readonly { readonly name: string }[];
}

describe("OpenAPI", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const get = (path: string, headers: Record<string, string> = {}) => server.send("GET", path, { headers });
  const deployment = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";

  it("v3: the index refers to documents that may be cached forever", async () => {
    const index = (await get("/openapi/v3")).json as { paths: Record<string, { serverRelativeURL: string }> };
    const url = index.paths["apis/apps/v1"]?.serverRelativeURL ?? "";
    expect(url).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
    const document = await get(url);
    expect(document.headers).toMatchObject({
      "cache-control": "public, immutable",
      vary: "Accept",
      expires: expect.any(String) as unknown,
    });
    const etag = String(document.headers.etag);
    expect(etag).toBe(`"${url.split("hash=")[1]}"`);
    expect((await get(url, { "if-none-match": etag })).code).toBe(304);
    const stale = await get("/openapi/v3/apis/apps/v1?hash=OLD");
    expect(stale).toMatchObject({ code: 301 });
    expect(stale.headers.location).toBe(url);
  });

  it("v3: a document has what kubectl needs: kinds, patch parameters, merge keys, resolvable references", async () => {
    const { text } = await get("/openapi/v3/apis/apps/v1");
    const document = JSON.parse(text) as Document;
    expect(document.paths[deployment]?.patch).toMatchObject({
      "x-kubernetes-action": "patch",
      "x-kubernetes-group-version-kind": { group: "apps", version: "v1", kind: "Deployment" },
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: "dryRun", in: "query" }),
        expect.objectContaining({ name: "fieldValidation", in: "query" }),
      ]) as unknown,
    });
    const schemas = document.components.schemas;
    expect(schemas["io.k8s.api.apps.v1.Deployment"]).toMatchObject({
      description: expect.any(String) as unknown,
      "x-kubernetes-group-version-kind": [{ group: "apps", kind: "Deployment", version: "v1" }],
    });
    expect(schemas["io.k8s.api.core.v1.PodSpec"]).toMatchObject({
      properties: { containers: { "x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge" } },
    });
    expect(schemas["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]).toMatchObject({
      oneOf: [{ type: "integer" }, { type: "string" }],
    });
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(schemas).toHaveProperty([name as string]);
    }
    expect(text).not.toContain("x-engenho");
  });

  it("v2: the same document as JSON and as protobuf", async () => {
    const json = await get("/openapi/v2");
    const document = JSON.parse(json.text) as Document;
    // Parameters that old kubectl versions look for in each operation are not shared.
    const parameters = document.paths[deployment]?.patch?.parameters.map(({ name }) => name);
    expect(parameters).toEqual([undefined, "dryRun", undefined, "fieldValidation", undefined]);
    for (const [, name] of json.text.matchAll(/"\$ref":"#\/parameters\/([^"]+)"/g)) {
      expect(document.parameters).toHaveProperty([name as string]);
    }
    expect(document.securityDefinitions).toHaveProperty("BearerToken");
    for (const [, name] of json.text.matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)) {
      expect(document.definitions).toHaveProperty([name as string]);
    }
    const accept = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    const protobuf = await server.send("GET", "/openapi/v2", { headers: { accept } });
    expect(protobuf.headers["content-type"]).toBe("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    expect((await get("/openapi/v2", { accept: "text/html" })).code).toBe(406);
  });

  it("v2: the protobuf document has every definition of the JSON document", async () => {
    const { definitions } = (await get("/openapi/v2")).json as Document;
    const body = await rawBody(server.port, "/openapi/v2");
    const names: string[] = [];
    const document = new MessageReader(body);
    while (document.next()) {
      if (document.number !== 9) {
        document.skip();
        continue;
      }
      const named = document.message();
      while (named.next()) {
        const definition = named.message();
        definition.next();
        names.push(definition.text());
      }
    }
    expect(names.sort()).toEqual(Object.keys(definitions).sort());
  });

  it.each(["/openapi", "/openapi/v1", "/openapi/v3/apis/nope/v1", "/openapi/v2/x"])("%s is not found", async (path) => {
    expect((await get(path)).code).toBe(404);
  });
});

describe("OpenAPI of a server without descriptions", () => {
  it("is not served, and not listed", async () => {
    const server = await startServer({ descriptions: undefined });
    try {
      for (const path of ["/openapi/v2", "/openapi/v3", "/openapi/v3/apis/apps/v1"]) {
        expect((await server.send("GET", path)).code, path).toBe(404);
      }
      expect((await server.send("GET", "/")).text).not.toContain("/openapi");
    } finally {
      await server.close();
    }
  });
});

async function rawBody(port: number, path: string): Promise<Buffer> {
  const accept = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept } });
  return Buffer.from(await response.arrayBuffer());
}
