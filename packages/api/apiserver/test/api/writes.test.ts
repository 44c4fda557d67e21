import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ProtoMessage } from "../support/proto-message.js";
import { protobufBody } from "../support/protobuf.js";
import { startServer, type TestServer } from "../support/test-server.js";

const maps = "/api/v1/namespaces/default/configmaps";
const duplicateFields = (json: string, unknown: ReadonlySet<string> = new Set()) => [
  ...(json.includes('"data":{},"data"') ? ["data"] : []),
  ...unknown,
];

describe("writes", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ duplicateFields });
  });
  afterAll(() => server.close());

  const post = (body: unknown, query = "", headers: Readonly<Record<string, string>> = {}) =>
    server.send("POST", `${maps}${query}`, { body, headers });

  it("creates with 201, filling in kind, apiVersion and the namespace of the path", async () => {
    const { code, json } = await post({ metadata: { name: "bare" }, data: { a: "b" } });
    expect(code).toBe(201);
    expect(json).toMatchObject({
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: { namespace: "default" },
      data: { a: "b" },
    });
  });

  it("accepts YAML and protobuf too", async () => {
    const yaml = await post("metadata: {name: from-yaml}\ndata: {a: b}\n", "", { "content-type": "application/yaml" });
    expect(yaml).toMatchObject({ code: 201 });
    const message = new ProtoMessage()
      .message(1, new ProtoMessage().text(1, "from-protobuf"))
      .message(2, new ProtoMessage().text(1, "a").text(2, "b"));
    const answer = await post(protobufBody("v1", "ConfigMap", message), "", {
      "content-type": "application/vnd.kubernetes.protobuf",
    });
    expect(answer.json).toMatchObject({ metadata: { name: "from-protobuf" }, data: { a: "b" } });
    expect(answer.code).toBe(201);
  });

  it("cases API 2: creates a definition that client-go sends in protobuf, with schemas full of zero values", async () => {
    const m = () => new ProtoMessage();
    const zero = (type: string) => m().text(1, "").text(2, "").text(4, "").text(5, type).text(6, "").integer(12, 0);
    const list = zero("array").message(24, m().message(1, zero("string")));
    const spec = zero("object").message(30, m().integer(1, 1).message(2, list));
    const root = zero("object").message(29, m().text(1, "spec").message(2, spec));
    const version = m().text(1, "v1").integer(2, 1).integer(3, 1).message(4, m().message(1, root)).integer(7, 0);
    const names = m().text(1, "widgets").text(2, "widget").text(4, "Widget").text(5, "WidgetList");
    const definition = m()
      .message(1, m().text(1, "widgets.example.com").text(2, "").message(8, m()))
      .message(2, m().text(1, "example.com").message(3, names).text(4, "Namespaced").message(7, version).integer(10, 0))
      .message(3, m().message(2, m()));
    const answer = await server.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      body: protobufBody("apiextensions.k8s.io/v1", "CustomResourceDefinition", definition),
      headers: { "content-type": "application/vnd.kubernetes.protobuf" },
    });
    expect(answer.json).toMatchObject({ spec: { versions: [{ schema: { openAPIV3Schema: { type: "object" } } }] } });
    expect(answer.code).toBe(201);
    const custom = await server.send("POST", "/apis/example.com/v1/namespaces/default/widgets", {
      body: protobufBody("example.com/v1", "Widget", m().message(1, m().text(1, "w"))),
      headers: { "content-type": "application/vnd.kubernetes.protobuf" },
    });
    expect(custom).toMatchObject({
      code: 400,
      json: { message: expect.stringContaining("does not implement the protobuf") as unknown },
    });
  });

  it.each<readonly [string, unknown, number, unknown]>([
    [
      "invalid JSON",
      "{not json",
      400,
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'n' looking for beginning of object key string ({not json)",
    ],
    [
      "nothing",
      "",
      400,
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
    ["a list", "[]", 400, expect.stringContaining("json: cannot unmarshal array into Go value of type struct")],
    ["null", "null", 400, expect.stringContaining("the object provided is unrecognized (must be of type ConfigMap)")],
    [
      "a kind that is not a string",
      { kind: 7 },
      400,
      expect.stringContaining("json: cannot unmarshal number into Go struct field .kind of type string"),
    ],
    [
      "another kind",
      { kind: "Pod", apiVersion: "v1" },
      400,
      'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (v1.ConfigMap): unknown conversion',
    ],
    [
      "an unknown kind",
      { kind: "Thing", apiVersion: "v1" },
      400,
      'Thing in version "v1" cannot be handled as a ConfigMap: no kind "Thing" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    ],
    [
      "AP-3: a different namespace",
      { metadata: { name: "x", namespace: "other" } },
      400,
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
    [
      "invalid metadata",
      { metadata: "x" },
      400,
      expect.stringContaining("cannot unmarshal string into Go struct field"),
    ],
    [
      "data of the wrong type",
      { metadata: { name: "x" }, data: { a: 1 } },
      400,
      expect.stringContaining("cannot unmarshal number into Go struct field"),
    ],
    ["no name", {}, 422, expect.stringContaining("name or generateName is required")],
  ])("refuses %s", async (_title, body, code, message) => {
    const answer = await post(body, "", { "content-type": "application/json" });
    expect(answer.json).toMatchObject({ kind: "Status", status: "Failure", code, message });
    expect(answer.code).toBe(code);
  });

  it("refuses invalid YAML and protobuf, and other media types", async () => {
    const send = async (type: string, body: string) => (await post(body, "", { "content-type": type })).json;
    expect(await send("application/yaml", "a: [1")).toMatchObject({
      code: 400,
      message: expect.stringContaining("yaml: line 1: ") as unknown,
    });
    expect(await send("application/vnd.kubernetes.protobuf", "k8s\0\u0007")).toMatchObject({ code: 400 });
    expect(await send("text/plain", "x")).toMatchObject({
      code: 415,
      reason: "UnsupportedMediaType",
      message:
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
    });
  });

  it("refuses a body above 3 MiB, declared or not, and keeps serving", async () => {
    const body = JSON.stringify({ metadata: { name: "big" }, data: { x: "x".repeat(3 * 1024 * 1024) } });
    const refusal = {
      code: 413,
      reason: "RequestEntityTooLarge",
      message: "Request entity too large: limit is 3145728",
    };
    expect((await post(body)).json).toMatchObject(refusal);
    expect((await post(body, "", { "transfer-encoding": "chunked" })).json).toMatchObject(refusal);
    expect((await server.send("GET", maps)).code).toBe(200);
  });

  it("keeps serving after JSON that is nested too deeply to be parsed", async () => {
    const json = { "content-type": "application/json" };
    for (const open of ["[", '{"a":']) {
      expect((await post(open.repeat(200_000), "", json)).json).toMatchObject({ code: 400 });
      const closed =
        open === "[" ? "[".repeat(200_000) + "]".repeat(200_000) : `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
      expect((await post(`{"metadata":{"name":"deep"},"data":${closed}}`, "", json)).code).toBeGreaterThanOrEqual(400);
    }
    expect((await server.send("GET", maps)).code).toBe(200);
  });

  it("keeps serving when a client disconnects in the middle of its body", async () => {
    const head = `POST ${maps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"met`;
    const socket = connect({ host: "127.0.0.1", port: server.port });
    await new Promise<void>((resolve) => socket.write(head, () => resolve()));
    socket.destroy();
    expect((await server.send("GET", maps)).code).toBe(200);
  });

  it("AP-4: an existing name is 409", async () => {
    await post({ metadata: { name: "twice" } });
    expect((await post({ metadata: { name: "twice" } })).json).toMatchObject({
      code: 409,
      reason: "AlreadyExists",
      message: 'configmaps "twice" already exists',
      details: { name: "twice", kind: "configmaps" },
    });
  });

  it("warns about unknown and duplicate fields unless fieldValidation is Strict or Ignore", async () => {
    const body = '{"metadata":{"name":"dup"},"data":{},"data":{"a":"b"},"nope":1}';
    const json = { "content-type": "application/json" };
    const warned = await post(body, "?dryRun=All", json);
    expect(warned.code).toBe(201);
    expect(warned.headers.warning).toBe('299 - "duplicate field \\"data\\"", 299 - "unknown field \\"nope\\""');
    expect((await post(body, "?dryRun=All&fieldValidation=Ignore", json)).headers.warning).toBeUndefined();
    expect((await post(body, "?dryRun=All&fieldValidation=Strict", json)).json).toMatchObject({
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data", unknown field "nope"',
    });
    const unknown = { metadata: { name: "dup" }, nope: 1 };
    expect((await post(unknown, "?fieldValidation=Strict")).json).toMatchObject({
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "nope"',
    });
  });

  it("a dry run persists nothing", async () => {
    expect((await post({ metadata: { name: "dry" } }, "?dryRun=All")).code).toBe(201);
    expect((await server.send("GET", `${maps}/dry`)).code).toBe(404);
  });

  it("AP-15, AP-16: a PUT replaces, and conflicts on a stale version", async () => {
    const created = (await post({ metadata: { name: "put" } })).json as { metadata: { resourceVersion: string } };
    const replaced = await server.send("PUT", `${maps}/put`, { body: { metadata: { name: "put" }, data: { a: "b" } } });
    expect(replaced).toMatchObject({ code: 200 });
    const stale = { metadata: { name: "put", resourceVersion: created.metadata.resourceVersion } };
    expect((await server.send("PUT", `${maps}/put`, { body: stale })).json).toMatchObject({
      code: 409,
      reason: "Conflict",
      message:
        'Operation cannot be fulfilled on configmaps "put": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  it("refuses a PUT whose body names a different object than the path", async () => {
    const put = async (metadata: object) => (await server.send("PUT", `${maps}/put`, { body: { metadata } })).json;
    expect(await put({ name: "other" })).toMatchObject({
      code: 400,
      message: "the name of the object (other) does not match the name on the URL (put)",
    });
    expect(await put({})).toMatchObject({
      code: 400,
      message: "the name of the object (put based on URL) was undeterminable: name must be provided",
    });
    expect((await server.send("PUT", `${maps}/absent`, { body: { metadata: { name: "absent" } } })).code).toBe(404);
  });

  it("AP-18: a PUT of a Service to a missing name creates it with 201", async () => {
    const body = { metadata: { name: "svc" }, spec: { ports: [{ port: 80 }] } };
    expect((await server.send("PUT", "/api/v1/namespaces/default/services/svc", { body })).code).toBe(201);
    expect((await server.send("PUT", "/api/v1/namespaces/default/services/svc", { body })).code).toBe(200);
  });

  it("AP-18: whether a PUT or an apply has created is known from the write: nothing is read before it", async () => {
    const get = vi.spyOn(server.store, "get");
    const body = { metadata: { name: "told" }, spec: { ports: [{ port: 80 }] } };
    const put = () => server.send("PUT", "/api/v1/namespaces/default/services/told", { body });
    const headers = { "content-type": "application/apply-patch+yaml" };
    const applied = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "told" } };
    const apply = (query: string) =>
      server.send("PATCH", `${maps}/told?fieldManager=me${query}`, { headers, body: JSON.stringify(applied) });
    const answers = [await put(), await put(), await apply("&dryRun=All"), await apply(""), await apply("")];
    expect(answers.map(({ code }) => code)).toEqual([201, 200, 201, 201, 200]);
    expect(get).not.toHaveBeenCalled();
    get.mockRestore();
  });

  it("drops the namespace of a cluster-scoped object", async () => {
    const { json } = await server.send("POST", "/api/v1/namespaces", {
      body: { metadata: { name: "n1", namespace: "x" } },
    });
    expect(json).toMatchObject({ metadata: { name: "n1" } });
    expect((json as { metadata: object }).metadata).not.toHaveProperty("namespace");
  });
});
