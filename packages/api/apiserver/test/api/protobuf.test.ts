import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { protobuf, readProtobuf, watchProtobuf } from "../support/protobuf-client.js";
import { startServer, type TestServer } from "../support/test-server.js";

const metadataOnly = `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`;
const metadataList = `${protobuf};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`;
const maps = "/api/v1/namespaces/default/configmaps";
const widgets = "/apis/example.com/v1/namespaces/default/widgets";

describe("protobuf responses", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    for (const name of ["a", "b"]) {
      await server.send("POST", maps, { body: { metadata: { name, labels: { app: "x" } }, data: { [name]: "ü" } } });
    }
    await server.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", { body: widgetDefinition });
    await server.send("POST", widgets, {
      body: { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" }, spec: { size: 1 } },
    });
  });
  afterAll(() => server.close());

  const send = (method: string, path: string, body?: unknown, accept = protobuf) =>
    server.send(method, path, { headers: { accept }, ...(body === undefined ? {} : { body }) });
  const readJson = async (path: string) => (await server.send("GET", path)).json as Record<string, unknown>;

  it.each([
    `${maps}/a`,
    "/api/v1/namespaces/default",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com",
    maps,
    "/api/v1/services",
    "/api",
    "/apis",
    "/apis/apps",
    "/apis/apps/v1",
    "/api/v1",
  ])("cases API 16: GET %s has the same content in protobuf as in JSON", async (path) => {
    const { code, headers, bytes } = await send("GET", path);
    expect([code, headers["content-type"]]).toEqual([200, protobuf]);
    const json = await readJson(path);
    expect(withoutEmpty(readProtobuf(bytes))).toEqual(withoutEmpty(json));
  });

  it("cases API 16: writes, deletions and patches return protobuf", async () => {
    const created = await send("POST", maps, { metadata: { name: "c" }, data: { k: "v" } });
    expect([created.code, created.headers["content-type"]]).toEqual([201, protobuf]);
    expect(readProtobuf(created.bytes)).toMatchObject({ kind: "ConfigMap", metadata: { name: "c" }, data: { k: "v" } });
    const updated = await send("PUT", `${maps}/c`, { metadata: { name: "c" }, data: { k: "w" } });
    expect(readProtobuf(updated.bytes)).toMatchObject({ data: { k: "w" } });
    const patched = await server.send("PATCH", `${maps}/c`, {
      headers: { accept: protobuf, "content-type": "application/merge-patch+json" },
      body: '{"data":{"k":"x"}}',
    });
    expect(readProtobuf(patched.bytes)).toMatchObject({ data: { k: "x" } });
    const deleted = await send("DELETE", `${maps}/c`);
    expect(readProtobuf(deleted.bytes)).toMatchObject({ kind: "Status", apiVersion: "v1", status: "Success" });
    await send("POST", maps, { metadata: { name: "d", labels: { gone: "soon" } } });
    const collection = await send("DELETE", `${maps}?labelSelector=gone%3Dsoon`);
    expect(readProtobuf(collection.bytes)).toMatchObject({
      kind: "ConfigMapList",
      items: [{ metadata: { name: "d" } }],
    });
  });

  it("cases API 16: subresources and reviews return protobuf", async () => {
    const deployment = {
      metadata: { name: "web" },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "web" } },
        template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "i" }] } },
      },
    };
    const path = "/apis/apps/v1/namespaces/default/deployments";
    expect((await send("POST", path, deployment)).code).toBe(201);
    const scale = await send("GET", `${path}/web/scale`);
    expect(readProtobuf(scale.bytes)).toMatchObject({
      apiVersion: "autoscaling/v1",
      kind: "Scale",
      spec: { replicas: 2 },
    });
    const status = await send("PUT", `${path}/web/status`, {
      ...deployment,
      status: { replicas: 2, observedGeneration: 1 },
    });
    expect(readProtobuf(status.bytes)).toMatchObject({ status: { replicas: 2 } });
    const review = await send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
      spec: { resourceAttributes: { verb: "get", resource: "pods" } },
    });
    expect(readProtobuf(review.bytes)).toMatchObject({ kind: "SelfSubjectAccessReview", status: { allowed: true } });
    const self = await send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
    expect(readProtobuf(self.bytes)).toMatchObject({ status: { userInfo: { username: "tester" } } });
  });

  it("cases API 16: errors are returned in protobuf, with their details", async () => {
    const missing = await send("GET", `${maps}/nope`);
    expect([missing.code, missing.headers["content-type"]]).toEqual([404, protobuf]);
    expect(readProtobuf(missing.bytes)).toMatchObject({
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "NotFound",
      code: 404,
      details: { name: "nope", kind: "configmaps" },
    });
    const invalid = await send("POST", maps, { metadata: { name: "Not A Name" } });
    expect(readProtobuf(invalid.bytes)).toMatchObject({ code: 422, details: { causes: [{ field: "metadata.name" }] } });
    // Transforms do not apply to errors.
    const transformed = await send("GET", `${maps}/nope`, undefined, metadataOnly);
    expect([transformed.code, transformed.headers["content-type"]]).toEqual([404, "application/json"]);
  });

  it("values without a protobuf representation are returned in JSON", async () => {
    const { code, headers, json } = await send("GET", "/version");
    expect([code, headers["content-type"]]).toEqual([200, "application/json"]);
    expect(json).toMatchObject({ major: "1" });
  });

  it("cases API 16: returns metadata only, of built-in kinds and custom resources; items of lists have no type", async () => {
    for (const [path, name] of [
      [maps, "a"],
      [widgets, "w"],
    ] as const) {
      const one = await send("GET", `${path}/${name}`, undefined, metadataOnly);
      expect(one.headers["content-type"]).toBe(protobuf);
      const read = readProtobuf(one.bytes);
      const { metadata } = await readJson(`${path}/${name}`);
      expect(read).toEqual({ apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata });
      const list = readProtobuf((await send("GET", path, undefined, metadataList)).bytes);
      expect(list).toMatchObject({ apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadataList" });
      expect((list.items as object[])[0]).toEqual({ metadata });
      const beta = await send("GET", path, undefined, metadataList.replace("v=v1", "v=v1beta1"));
      expect(beta.bytes.toString("latin1")).toContain("meta.k8s.io/v1beta1");
      const json = await send("GET", path, undefined, metadataList.replace(protobuf, "application/json"));
      expect((json.json as { items: object[] }).items[0]).toEqual({
        kind: "PartialObjectMetadata",
        apiVersion: "meta.k8s.io/v1",
        metadata,
      });
    }
  });

  it.each([
    ["GET", `${widgets}/w`],
    ["GET", widgets],
    ["DELETE", `${widgets}/w`],
    ["GET", `${widgets}?watch=true`],
  ])(
    "%s %s: custom resources have no protobuf representation: 406 if nothing else is accepted, otherwise JSON",
    async (method, path) => {
      const refused = await send(method, path);
      expect(refused).toMatchObject({ code: 406, headers: { "content-type": protobuf } });
      expect(readProtobuf(refused.bytes).message).toBe(
        "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf",
      );
      if (method !== "GET" || path.includes("watch")) return;
      const answered = await send(method, path, undefined, `${protobuf},application/json`);
      expect(answered).toMatchObject({ code: 200, headers: { "content-type": "application/json" } });
    },
  );

  it("there are no Tables in protobuf, and no YAML streams", async () => {
    const table = `${protobuf};as=Table;g=meta.k8s.io;v=v1`;
    expect((await send("GET", maps, undefined, table)).code).toBe(406);
    const both = await send("GET", maps, undefined, `${table},${table.replace(protobuf, "application/json")}`);
    expect(both.json).toMatchObject({ kind: "Table" });
    const stream = await send("GET", `${maps}?watch=true`, undefined, "application/yaml");
    expect(stream.code).toBe(406);
    expect(stream.text).toContain("application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
  });

  it("aggregated discovery in protobuf has the ETag of the JSON", async () => {
    const form = "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const answer = await send("GET", "/apis", undefined, `${protobuf};${form}`);
    expect(answer.headers["content-type"]).toBe(`${protobuf};${form}`);
    const json = await send("GET", "/apis", undefined, `application/json;${form}`);
    expect(withoutEmpty(readProtobuf(answer.bytes))).toEqual(withoutEmpty(json.json));
    expect(answer.headers.etag).toBe(json.headers.etag);
  });

  describe("watches", () => {
    it("cases API 16: negotiate watch: whole objects, as frames; the first bookmark follows the initial events", async () => {
      const query = "watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
      const watch = await watchProtobuf(server.port, `${maps}?${query}`);
      expect(watch.contentType).toBe(`${protobuf};stream=watch`);
      for (const name of ["a", "b"]) {
        const event = await watch.next();
        expect(event?.type).toBe("ADDED");
        expect(readProtobuf(event?.object as Buffer)).toEqual(await readJson(`${maps}/${name}`));
      }
      const bookmark = await watch.next();
      expect(bookmark?.type).toBe("BOOKMARK");
      expect(readProtobuf(bookmark?.object as Buffer)).toMatchObject({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { annotations: { "k8s.io/initial-events-end": "true" } },
      });
      await send("PUT", `${maps}/a`, { metadata: { name: "a" }, data: { a: "changed" } });
      const event = await watch.next();
      expect(event?.type).toBe("MODIFIED");
      expect(readProtobuf(event?.object as Buffer)).toEqual(await readJson(`${maps}/a`));
      watch.close();
    });

    it("cases API 16: metadata informers, of built-in kinds and custom resources", async () => {
      for (const [path, name] of [
        [maps, "a"],
        [widgets, "w"],
      ] as const) {
        const watch = await watchProtobuf(server.port, `${path}?watch=true`, `${metadataOnly},application/json`);
        const event = await watch.next();
        const { metadata } = await readJson(`${path}/${name}`);
        expect(readProtobuf(event?.object as Buffer)).toEqual({
          apiVersion: "meta.k8s.io/v1",
          kind: "PartialObjectMetadata",
          metadata,
        });
        watch.close();
      }
    });

    it("an expired version is reported in a frame", async () => {
      const other = await startServer({ watchHistoryLimit: 1 });
      for (let index = 0; index < 20; index++)
        await other.send("POST", maps, { body: { metadata: { name: `m${index}` } } });
      const refused = await other.send("GET", `${maps}?watch=true&resourceVersion=1`, {
        headers: { accept: protobuf },
      });
      const body = refused.code === 410 ? refused.bytes : refused.bytes.subarray(refused.bytes.indexOf("k8s\0"));
      expect(readProtobuf(body)).toMatchObject({ kind: "Status", code: 410, reason: "Expired" });
      await other.close();
    });
  });
});

const widgetDefinition = {
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: { size: { type: "integer", default: 0 } } },
              list: { type: "array", items: { type: "string" } },
              map: { type: "object", additionalProperties: { type: "integer" } },
            },
          },
        },
      },
    ],
  },
};

/** What protobuf does not distinguish from absence: empty lists and maps, and the types of list items. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, withoutEmpty(inner)] as const)
    .filter(
      ([, inner]) => inner !== "" && !(typeof inner === "object" && inner !== null && Object.keys(inner).length === 0),
    );
  return Object.fromEntries(kept);
}
