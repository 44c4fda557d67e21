import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer, type TestWatch } from "../support/test-server.js";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const group = "/apis/stable.example.com";

function definition(served: readonly string[]) {
  const schema = { openAPIV3Schema: { type: "object" } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "crontabs.stable.example.com" },
    spec: {
      group: "stable.example.com",
      scope: "Namespaced",
      names: { plural: "crontabs", kind: "CronTab" },
      versions: ["v1", "v2"].map((name) => ({ name, served: served.includes(name), storage: name === "v1", schema })),
    },
  };
}

describe("a watch of a custom resource", () => {
  let server: TestServer;
  const open: TestWatch[] = [];

  beforeEach(async () => {
    server = await startServer();
    await define();
  });
  afterEach(async () => {
    for (const watch of open.splice(0)) watch.close();
    await server.close();
  });

  const define = async () => {
    expect((await server.send("POST", definitions, { body: definition(["v1", "v2"]) })).code).toBe(201);
  };
  const undefine = () => server.send("DELETE", `${definitions}/crontabs.stable.example.com`);
  const create = async (name: string, namespace = "default") => {
    const path = `${group}/v1/namespaces/${namespace}/crontabs`;
    expect((await server.send("POST", path, { body: { metadata: { name } } })).code).toBe(201);
  };
  const watch = async (path: string) => {
    const opened = await server.watch(path);
    open.push(opened);
    return opened;
  };
  const rest = async (from: TestWatch) => {
    const lines: string[] = [];
    for (let line = await from.next(); line !== undefined; line = await from.next()) {
      lines.push(`${line.type} ${line.object.metadata?.name ?? line.object.reason}`);
    }
    return lines;
  };

  it.each([
    ["in one namespace", `${group}/v1/namespaces/default/crontabs`, ["ADDED a", "DELETED a"]],
    ["in all", `${group}/v1/crontabs`, ["ADDED a", "ADDED b", "DELETED a", "DELETED b"]],
    ["in another version", `${group}/v2/namespaces/default/crontabs`, ["ADDED a", "DELETED a"]],
  ])("ends when its definition is deleted, after the DELETED events of its objects: %s", async (_, path, expected) => {
    const watching = await watch(`${path}?watch=true`);
    await create("a");
    await create("b", "other");
    await undefine();
    expect(await rest(watching)).toEqual(expected);
    expect((await server.send("GET", path)).code).toBe(404);
  });

  it("reports its version as expired when the definition was deleted and created again since", async () => {
    const path = `${group}/v1/namespaces/default/crontabs`;
    const list = (await server.send("GET", path)).json as { metadata: { resourceVersion: string } };
    await create("a");
    await undefine();
    await define();
    const watching = await watch(`${path}?watch=true&resourceVersion=${list.metadata.resourceVersion}`);
    expect(await rest(watching)).toEqual(["ADDED a", "DELETED a", "ERROR Expired"]);
  });

  it("ends when its version changes: it uses the schema and the columns of its beginning", async () => {
    const changed = await watch(`${group}/v1/crontabs?watch=true`);
    const other = await watch(`${group}/v2/crontabs?watch=true`);
    const [v1, v2] = definition(["v1", "v2"]).spec.versions;
    const reference = `${definitions}/crontabs.stable.example.com`;
    const patch = async (spec: object) => {
      const headers = { "content-type": "application/merge-patch+json" };
      expect((await server.send("PATCH", reference, { headers, body: JSON.stringify({ spec }) })).code).toBe(200);
    };
    await patch({ versions: [{ ...v1, schema: { openAPIV3Schema: { type: "object", description: "new" } } }, v2] });
    expect(await rest(changed)).toEqual([]);
    const again = await watch(`${group}/v1/crontabs?watch=true&resourceVersion=1`);
    await create("a");
    expect((await again.next())?.object.metadata.name).toBe("a");
    expect((await other.next())?.object.metadata.name).toBe("a");
  });

  it("ends when its version is no longer served, and only then", async () => {
    const gone = await watch(`${group}/v2/crontabs?watch=true`);
    const kept = await watch(`${group}/v1/crontabs?watch=true`);
    const reference = `${definitions}/crontabs.stable.example.com`;
    const headers = { "content-type": "application/merge-patch+json" };
    const patch = { spec: { versions: definition(["v1"]).spec.versions } };
    const body = JSON.stringify(patch);
    expect((await server.send("PATCH", reference, { headers, body })).code).toBe(200);
    expect(await rest(gone)).toEqual([]);
    await create("a");
    expect((await kept.next())?.object.metadata.name).toBe("a");
  });
});
