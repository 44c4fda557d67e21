import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const maps = "/api/v1/namespaces/default/configmaps";

describe("patches", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ duplicateFields: (json) => (json.includes('"data":{},"data"') ? ["data"] : []) });
    const data = { a: "1", b: "2" };
    await server.store.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "m", namespace: "default" },
      data,
    } as never);
  });
  afterAll(() => server.close());

  const patch = (type: string, body: unknown, path = `${maps}/m`) =>
    server.send("PATCH", path, {
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": type },
    });

  it("applies JSON, merge and strategic merge patches", async () => {
    const json = await patch("application/json-patch+json", [{ op: "replace", path: "/data/a", value: "3" }]);
    expect(json.json).toMatchObject({ data: { a: "3", b: "2" } });
    const merge = await patch("application/merge-patch+json; charset=utf-8", { data: { b: null } });
    expect((merge.json as { data: object }).data).toEqual({ a: "3" });
    const strategic = await patch("application/strategic-merge-patch+json", { metadata: { labels: { x: "y" } } });
    expect(strategic.json).toMatchObject({ metadata: { labels: { x: "y" } }, data: { a: "3" } });
  });

  it.each<readonly [string, unknown, number, unknown]>([
    ["application/json-patch+json", "{", 400, "error decoding patch: unexpected end of JSON input"],
    [
      "application/json-patch+json",
      {},
      400,
      "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
    ],
    [
      "application/merge-patch+json",
      [],
      400,
      "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
    ],
    ["application/strategic-merge-patch+json", "x", 400, "invalid character 'x' looking for beginning of value"],
    ["application/json-patch+json", [{ op: "replace", path: "/nope/x", value: 1 }], 422, expect.any(String)],
    [
      "application/json",
      {},
      415,
      "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml",
    ],
    [
      "application/apply-patch+yaml",
      {},
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
  ])("%s %j is refused with %i", async (type, body, code, message) => {
    expect((await patch(type, body)).json).toMatchObject({ code, message });
  });

  it("refuses a JSON patch of more than 10,000 operations", async () => {
    const operations = Array.from({ length: 10_001 }, () => ({ op: "test", path: "/a", value: 1 }));
    expect((await patch("application/json-patch+json", operations)).json).toMatchObject({
      code: 413,
      message: "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001",
    });
  });

  it("warns about duplicate fields in a patch, and refuses them under Strict", async () => {
    const body = '{"data":{},"data":{"a":"9"}}';
    const warned = await patch("application/merge-patch+json", body, `${maps}/m?dryRun=All`);
    expect(warned.headers.warning).toBe('299 - "duplicate field \\"data\\""');
    const strict = await patch("application/merge-patch+json", body, `${maps}/m?fieldValidation=Strict`);
    expect(strict.json).toMatchObject({ code: 422, reason: "Invalid" });
  });

  it("patches /scale as a Scale", async () => {
    const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } };
    const spec = { replicas: 1, selector: { matchLabels: { a: "b" } }, template };
    await server.store.create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d", namespace: "default" },
      spec,
    } as never);
    const path = "/apis/apps/v1/namespaces/default/deployments/d/scale";
    const { code, json } = await patch("application/merge-patch+json", { spec: { replicas: 4 } }, path);
    expect(code).toBe(200);
    expect(json).toMatchObject({ kind: "Scale", apiVersion: "autoscaling/v1", spec: { replicas: 4 } });
    const put = { ...(json as object), spec: { replicas: 2 } };
    expect((await server.send("PUT", path, { body: put })).json).toMatchObject({
      kind: "Scale",
      spec: { replicas: 2 },
    });
    expect((await server.send("GET", path)).json).toMatchObject({ spec: { replicas: 2 }, status: { selector: "a=b" } });
  });

  it.each(["json", "merge", "strategic-merge", "apply"] as const)(
    "H13: a type or name that is an object with a toString of its own is refused like any other wrong type: %s",
    async (format) => {
      const odd = { toString: 1 };
      const fields = [{ apiVersion: odd }, { kind: odd }, { kind: [odd] }, { metadata: { name: odd, namespace: odd } }];
      for (const field of fields) {
        const [[name, value] = ["", undefined]] = Object.entries(field);
        const apply = { apiVersion: "v1", kind: "ConfigMap", ...field };
        const body = { json: [{ op: "replace", path: `/${name}`, value }], apply }[format as string] ?? field;
        const type = format === "apply" ? "application/apply-patch+yaml" : `application/${format}-patch+json`;
        const { code, json } = await patch(type, body, `${maps}/m?fieldManager=me`);
        const isTyped = format === "apply" && name === "metadata";
        const wanted = isTyped
          ? ".metadata.name: expected string"
          : format === "apply"
            ? "invalid object type"
            : "cannot unmarshal";
        expect(code, JSON.stringify(body)).toBe(isTyped ? 500 : format === "apply" ? 400 : 422);
        expect((json as { message: string }).message).toContain(wanted);
      }
    },
  );

  it("is 404 for an object that does not exist", async () => {
    expect((await patch("application/merge-patch+json", {}, `${maps}/absent`)).json).toMatchObject({ code: 404 });
  });
});
