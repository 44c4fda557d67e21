import { createApiServer } from "@engenho/apiserver";
import { isStoreError } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Website, websiteKind, websites } from "./index.js";

const website = (name: string, spec: Website["spec"]): Website => ({
  apiVersion: "example.com/v1",
  kind: "Website",
  metadata: { name, namespace: "default" },
  ...(spec === undefined ? {} : { spec }),
});
const key = { namespace: "default", name: "docs" };

describe("the example kind", () => {
  const open = () => createMemoryStore({ clock: new FakeClock(), kinds: [websiteKind] });
  let store: ReturnType<typeof open>;
  beforeEach(() => {
    store = open();
  });
  afterEach(() => store.close());

  it("gets defaults, a uid and a generation like any other kind", async () => {
    const created = await store.create(website("docs", { host: "docs.example.com" }));
    expect(created).toMatchObject({ spec: { host: "docs.example.com", replicas: 1 }, status: { readyReplicas: 0 } });
    expect(created.metadata).toMatchObject({ generation: 1, uid: expect.stringMatching(/-4/) });
    const scaled = await store.patch(websites, key, { type: "merge", value: { spec: { replicas: 3 } } });
    expect(scaled.metadata.generation).toBe(2);
  });

  it("has a status that only `/status` writes", async () => {
    const created = await store.create({
      ...website("docs", { host: "a.b" }),
      status: { readyReplicas: 7 },
    } as Website);
    expect(created.status).toEqual({ readyReplicas: 0 });
    const ready = await store.update<Website>({ ...created, status: { readyReplicas: 1 } }, { subresource: "status" });
    expect(ready.status).toEqual({ readyReplicas: 1 });
    expect(ready.metadata.generation).toBe(1);
  });

  it.each([
    ["no host", undefined, "spec.host"],
    ["an invalid host", { host: "Not a host" }, "spec.host"],
    ["negative replicas", { host: "a.b", replicas: -1 }, "spec.replicas"],
  ])("is rejected with %s", async (_, spec, field) => {
    await expect(store.create(website("docs", spec))).rejects.toSatisfy(
      (error) => isStoreError(error, "Invalid") && error.details.causes?.[0]?.field === field,
    );
  });

  it("is rejected with a value of the wrong type, with Go's message", async () => {
    const sent = website("docs", { host: 5 as never } as Website["spec"]);
    await expect(store.create(sent)).rejects.toThrow(
      "cannot unmarshal number into Go struct field .spec.host of type string",
    );
  });

  it("is rejected with a changed host or an unknown field", async () => {
    await store.create(website("docs", { host: "a.b" }));
    const patch = (spec: object) => store.patch(websites, key, { type: "merge", value: { spec } });
    await expect(patch({ host: "c.d" })).rejects.toMatchObject({ code: "Invalid" });
    await expect(patch({ colour: "red" })).rejects.toThrow('unknown field "spec.colour"');
  });

  it("is discovered, printed, applied and published by a server", async () => {
    const server = createApiServer({
      store,
      descriptions: async () => (await import("@engenho/kinds/descriptions")).describe,
      authenticate: () => ({ name: "test" }),
    });
    const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
    const send = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
      return { code: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    try {
      const { body: group } = await send("/apis/example.com/v1");
      expect(group).toMatchObject({
        resources: [{ name: "websites", shortNames: ["web"] }, { name: "websites/status" }],
      });
      const path = "/apis/example.com/v1/namespaces/default/websites";
      const apply = {
        method: "PATCH",
        headers: { "content-type": "application/apply-patch+yaml" },
        body: "apiVersion: example.com/v1\nkind: Website\nspec: {host: docs.example.com, replicas: 2}\n",
      };
      expect((await send(`${path}/docs?fieldManager=me`, apply)).code).toBe(201);
      const { body: table } = await send(path, { headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" } });
      expect(table).toMatchObject({ rows: [{ cells: ["docs", "docs.example.com", "0/2", expect.any(String)] }] });
      const { body: document } = await send("/openapi/v3/apis/example.com/v1");
      expect(document.paths).toHaveProperty([`/apis/example.com/v1/namespaces/{namespace}/websites`]);
      const { schemas } = document.components as { readonly schemas: Record<string, object> };
      expect(schemas["com.example.v1.Website"]).toMatchObject({ properties: { spec: { type: "object" } } });
      // There is no protobuf message of it: clients that would like one get JSON.
      const accept = "application/vnd.kubernetes.protobuf,application/json";
      expect((await send(path, { headers: { accept } })).body).toMatchObject({ kind: "WebsiteList" });
    } finally {
      await server.close();
    }
  });
});
