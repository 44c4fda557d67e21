import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const namespace = "/api/v1/namespaces/default";

describe("deletions", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server.close());

  const create = (kind: string, name: string, rest: object = {}) =>
    server.store.create({ apiVersion: "v1", kind, metadata: { name, namespace: "default" }, ...rest });
  const podSpec = { spec: { containers: [{ name: "c", image: "i" }] } };

  it("AP-36: returns a Status for most kinds and the object for Pods", async () => {
    const { metadata } = await create("ConfigMap", "m");
    const { code, json } = await server.send("DELETE", `${namespace}/configmaps/m`);
    expect(code).toBe(200);
    expect(json).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Success",
      details: { name: "m", kind: "configmaps", uid: metadata.uid },
    });
    await create("Pod", "p", podSpec);
    expect((await server.send("DELETE", `${namespace}/pods/p`)).json).toMatchObject({
      kind: "Pod",
      metadata: { name: "p" },
    });
    expect((await server.send("GET", `${namespace}/pods/p`)).code).toBe(404);
  });

  it("AP-33, AP-36: returns the object that finalizers retain, with 202 only for orphanDependents false", async () => {
    await server.store.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "f", namespace: "default", finalizers: ["a.b/c"] },
    });
    const first = await server.send("DELETE", `${namespace}/configmaps/f`);
    expect(first).toMatchObject({ code: 200 });
    expect(first.json).toMatchObject({
      kind: "ConfigMap",
      metadata: { deletionTimestamp: expect.any(String) as unknown },
    });
    expect((await server.send("DELETE", `${namespace}/configmaps/f`, { body: { orphanDependents: false } })).code).toBe(
      202,
    );
  });

  it("AP-37: preconditions in the body", async () => {
    await create("ConfigMap", "m");
    const body = { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "other" } };
    expect((await server.send("DELETE", `${namespace}/configmaps/m`, { body })).json).toMatchObject({
      code: 409,
      reason: "Conflict",
    });
  });

  it("deletes nothing in a dry run", async () => {
    await create("ConfigMap", "m");
    expect((await server.send("DELETE", `${namespace}/configmaps/m?dryRun=All`)).code).toBe(200);
    expect((await server.send("GET", `${namespace}/configmaps/m`)).code).toBe(200);
  });

  it("AP-38: deletes a collection by its selectors and returns the deleted list", async () => {
    for (const name of ["a", "b", "c"]) {
      await server.store.create({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name, namespace: "default", labels: { n: name } },
      });
    }
    const { code, json } = await server.send("DELETE", `${namespace}/secrets?labelSelector=n!%3Db`);
    expect(code).toBe(200);
    expect(json).toMatchObject({
      kind: "SecretList",
      items: [{ metadata: { name: "a" } }, { metadata: { name: "c" } }],
    });
    const left = (await server.send("GET", `${namespace}/secrets`)).json as { items: readonly unknown[] };
    expect(left.items).toHaveLength(1);
  });

  it("refuses a body that is not DeleteOptions", async () => {
    await create("ConfigMap", "m");
    const path = `${namespace}/configmaps/m`;
    const headers = { "content-type": "application/json" };
    expect((await server.send("DELETE", path, { body: "{", headers })).json).toMatchObject({ code: 400 });
    expect((await server.send("DELETE", path, { body: { kind: "Pod" } })).json).toMatchObject({
      code: 400,
      message: "decoded object cannot be converted to DeleteOptions",
    });
    expect((await server.send("DELETE", path, { body: { propagationPolicy: "x" } })).json).toMatchObject({ code: 422 });
  });
});
