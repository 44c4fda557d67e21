import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

describe("ComponentStatus", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const read = (path: string, headers = {}) => server.send("GET", `/api/v1/componentstatuses${path}`, { headers });
  const names = async (path: string) =>
    ((await read(path)).json as { items: { metadata: object }[] }).items.map(({ metadata }) => metadata);

  it("lists the components, without a uid or a version, with a deprecation warning", async () => {
    const answer = await read("");
    expect(answer.json).toMatchObject({ kind: "ComponentStatusList", apiVersion: "v1", metadata: {} });
    expect(await names("")).toEqual([{ name: "controller-manager" }, { name: "etcd-0" }, { name: "scheduler" }]);
    expect(answer.headers.warning).toContain("v1 ComponentStatus is deprecated in v1.19+");
  });

  it("reads one of them, as a Table too; an unknown one is a 500 without a reason, as upstream", async () => {
    expect((await read("/etcd-0")).json).toEqual({
      kind: "ComponentStatus",
      apiVersion: "v1",
      metadata: { name: "etcd-0" },
      conditions: [{ type: "Healthy", status: "True", message: "ok" }],
    });
    const table = await read("/etcd-0", { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" });
    expect(table.json).toMatchObject({ rows: [{ cells: ["etcd-0", "Healthy", "ok", ""] }] });
    expect((await read("/none")).json).toMatchObject({ code: 500, message: "Component not found: none" });
  });

  it("lists by name, and by labels, of which there are none", async () => {
    expect(await names("?fieldSelector=metadata.name%3Dscheduler")).toEqual([{ name: "scheduler" }]);
    expect(await names("?fieldSelector=metadata.name!%3Dscheduler")).toHaveLength(2);
    expect(await names("?labelSelector=a%3Db")).toEqual([]);
  });

  it.each(["POST", "DELETE", "PUT"])("refuses %s with 405", async (method) => {
    const path = method === "POST" ? "" : "/etcd-0";
    const answer = await server.send(method, `/api/v1/componentstatuses${path}`, { body: {} });
    expect(answer.code).toBe(405);
  });

  it("refuses a watch with 405", async () => {
    expect((await read("?watch=true")).code).toBe(405);
  });
});
