import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManagerProcess } from "./support/manager-process.js";
import { type Answer, type SendOptions, send } from "./support/request.js";

const json = { "content-type": "application/json" };
const configMaps = "/api/v1/namespaces/default/configmaps";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

const deployment = (spec: object) =>
  JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "nginx" }] } },
      ...spec,
    },
  });

describe("bad input gets the Status of a real API server, and the process keeps serving", () => {
  let manager: ManagerProcess;
  let trust: { token: string; ca: string };

  beforeAll(async () => {
    manager = await ManagerProcess.ready();
    trust = await manager.credentials();
  });

  afterAll(async () => {
    const alive = await call("/readyz");
    expect(alive.text).toBe("ok");
    expect((await manager.stop()).code).toBe(0);
    expect(manager.stderr).toBe("");
  });

  function call(path: string, options: Partial<SendOptions> = {}): Promise<Answer> {
    return send(manager.address + path, { ...trust, ...options });
  }

  const post = (path: string, body: string | Buffer, headers: Record<string, string> = json) =>
    call(path, { method: "POST", headers, body });

  it.each<[string, () => Promise<Answer>, number, string, RegExp]>([
    ["malformed JSON", () => post(configMaps, '{"kind":'), 400, "BadRequest", /unexpected end of JSON input|json/i],
    [
      "malformed YAML",
      () => post(configMaps, "a: [", { "content-type": "application/yaml" }),
      400,
      "BadRequest",
      /yaml/i,
    ],
    ["a body that is not an object", () => post(configMaps, "[]"), 400, "BadRequest", /./],
    ["an empty body", () => post(configMaps, ""), 400, "BadRequest", /./],
    [
      "a field of the wrong type",
      () => post(deployments, deployment({ replicas: "three" })),
      400,
      "BadRequest",
      /json: cannot unmarshal string into Go struct field DeploymentSpec\.spec\.replicas of type int32/,
    ],
    [
      "an unknown field under Strict",
      () => post(`${deployments}?fieldValidation=Strict`, deployment({ replikas: 3 })),
      400,
      "BadRequest",
      /strict decoding error: unknown field "spec\.replikas"/,
    ],
    [
      "a duplicated field under Strict",
      () =>
        post(
          `${configMaps}?fieldValidation=Strict`,
          '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","name":"b"}}',
        ),
      400,
      "BadRequest",
      /duplicate field "metadata\.name"/,
    ],
    [
      "a body above 3 MiB",
      () => post(configMaps, Buffer.alloc(3 * 1024 * 1024 + 1, " ")),
      413,
      "RequestEntityTooLarge",
      /3145728/,
    ],
    [
      "an unknown resource",
      () => call("/api/v1/namespaces/default/widgets"),
      404,
      "NotFound",
      /could not find the requested resource/,
    ],
    ["an object that does not exist", () => call(`${configMaps}/none`), 404, "NotFound", /configmaps "none" not found/],
    [
      "a namespace that does not exist",
      () =>
        post("/api/v1/namespaces/none/configmaps", '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}'),
      404,
      "NotFound",
      /namespaces "none" not found/,
    ],
    [
      "a kind that does not match the path",
      () => post(configMaps, '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}'),
      400,
      "BadRequest",
      /./,
    ],
    [
      "an invalid object",
      () => post(deployments, deployment({ selector: { matchLabels: { app: "other" } } })),
      422,
      "Invalid",
      /`selector` does not match template `labels`/,
    ],
    [
      "an invalid name",
      () => post(configMaps, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Not_Valid"}}'),
      422,
      "Invalid",
      /metadata\.name: Invalid value: "Not_Valid"/,
    ],
    ["a call without a token", () => call(configMaps, { token: undefined }), 401, "Unauthorized", /Unauthorized/],
    ["a wrong token", () => call(configMaps, { token: "wrong" }), 401, "Unauthorized", /Unauthorized/],
    ["a resource that does not exist", () => call("/api/v1/gadgets", { method: "POST" }), 404, "NotFound", /./],
    [
      "a method that a resource does not have",
      () => call("/api/v1/componentstatuses", { method: "POST" }),
      405,
      "MethodNotAllowed",
      /./,
    ],
    [
      "an unsupported media type",
      () => post(configMaps, "<xml/>", { "content-type": "text/xml" }),
      415,
      "UnsupportedMediaType",
      /./,
    ],
    ["a selector that cannot be parsed", () => call(`${configMaps}?labelSelector=a==b==c`), 400, "BadRequest", /./],
    [
      "a field that is not selectable",
      () => call(`${configMaps}?fieldSelector=data.a=b`),
      400,
      "BadRequest",
      /"data\.a" is not a known field selector: only "metadata\.name", "metadata\.namespace"/,
    ],
    [
      "a continue token of another list",
      () => call(`${configMaps}?limit=1&continue=nonsense`),
      400,
      "BadRequest",
      /continue/,
    ],
    [
      "a list from an invalid resource version",
      () => call(`${configMaps}?resourceVersion=x`),
      400,
      "BadRequest",
      /^invalid resource version: resourceVersion: Invalid value: "x"/,
    ],
    // Without a reason, as upstream (kubernetes/kubernetes#139485).
    [
      "a watch from an invalid resource version",
      () => call(`${configMaps}?watch=1&resourceVersion=x`),
      500,
      "",
      /^resourceVersion: Invalid value: "x"/,
    ],
  ])("%s", async (_, request, status, reason, message) => {
    const answer = await request();
    const found = JSON.parse(answer.text);
    expect(found).toMatchObject({ kind: "Status", apiVersion: "v1", status: "Failure", code: status });
    expect(found.reason ?? "").toBe(reason);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).message).toMatch(message);
  });

  it("does not find a group that is not served", async () => {
    const answer = await call("/apis/example.com/v1/widgets");
    expect(answer.status).toBe(404);
    expect(answer.text).toBe("404 page not found\n");
  });

  it("drops an unknown field with a warning by default, and silently under Ignore", async () => {
    const warned = await post(deployments, deployment({ replikas: 3, replicas: 0 }));
    expect(warned.status).toBe(201);
    expect(warned.headers.warning).toContain('unknown field \\"spec.replikas\\"');
    const ignored = await post(
      `${deployments}?fieldValidation=Ignore&dryRun=All`,
      deployment({ replikas: 3 }).replace('"web"', '"other"'),
    );
    expect(ignored.status).toBe(201);
    expect(ignored.headers.warning).toBeUndefined();
  });

  it("refuses an update with a stale resourceVersion, and loses nothing", async () => {
    const created = JSON.parse(
      (await post(configMaps, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"stale"},"data":{"a":"1"}}'))
        .text,
    );
    const put = (data: object) =>
      call(`${configMaps}/stale`, { method: "PUT", headers: json, body: JSON.stringify({ ...created, data }) });
    expect((await put({ a: "2" })).status).toBe(200);
    const refused = await put({ a: "3" });
    expect(refused.status).toBe(409);
    expect(JSON.parse(refused.text)).toMatchObject({
      reason: "Conflict",
      message:
        'Operation cannot be fulfilled on configmaps "stale": the object has been modified; please apply your changes to the latest version and try again',
    });
    expect(JSON.parse((await call(`${configMaps}/stale`)).text).data).toEqual({ a: "2" });
  });

  it("treats keys such as __proto__ as data", async () => {
    const body =
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto"},"data":{"__proto__":"x","constructor":"y"}}';
    expect((await post(configMaps, body)).status).toBe(201);
    expect((await call(`${configMaps}/proto`)).text).toContain('"__proto__":"x"');
    const patch = '{"data":{"__proto__":"z"}}';
    const patched = await call(`${configMaps}/proto`, {
      method: "PATCH",
      headers: { "content-type": "application/merge-patch+json" },
      body: patch,
    });
    expect(patched.text).toContain('"__proto__":"z"');
  });
});
