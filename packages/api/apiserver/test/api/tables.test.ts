import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const accept =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
const maps = "/api/v1/namespaces/default/configmaps";

describe("transformed responses", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    const data = { k: "v" };
    await server.store.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "default" },
      data,
    } as never);
  });
  afterAll(() => server.close());

  const table = async (path: string) => (await server.send("GET", path, { headers: { accept } })).json;

  it("returns a list as a Table with the metadata of each object", async () => {
    expect(await table(maps)).toMatchObject({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: expect.stringMatching(/^\d+$/) as unknown },
      columnDefinitions: [{ name: "Name", type: "string", format: "name" }, { name: "Data" }, { name: "Age" }],
      rows: [
        {
          cells: ["a", 1, expect.any(String) as unknown],
          object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: { name: "a" } },
        },
      ],
    });
  });

  it("returns an object as a Table with its version", async () => {
    expect(await table(`${maps}/a`)).toMatchObject({
      kind: "Table",
      rows: [{ cells: ["a", 1, expect.any(String) as unknown] }],
    });
  });

  it.each([
    ["None", null],
    ["Metadata", { kind: "PartialObjectMetadata" }],
    ["Object", { kind: "ConfigMap", data: { k: "v" } }],
  ])("includeObject=%s", async (include, object) => {
    const { rows } = (await table(`${maps}?includeObject=${include}`)) as { rows: readonly { object: unknown }[] };
    if (object === null) expect(rows[0]?.object).toBeNull();
    else expect(rows[0]?.object).toMatchObject(object);
  });

  it("refuses other values of includeObject", async () => {
    expect(await table(`${maps}?includeObject=All`)).toMatchObject({
      code: 400,
      message:
        "Unable to convert to Table as requested: includeObject: Invalid value: \"All\": must be 'Metadata', 'Object', 'None', or empty",
    });
  });

  it("returns only metadata, of a list and of an object", async () => {
    const partial = (kind: string) => ({ headers: { accept: `application/json;as=${kind};g=meta.k8s.io;v=v1` } });
    expect((await server.send("GET", maps, partial("PartialObjectMetadataList"))).json).toMatchObject({
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1",
      items: [{ kind: "PartialObjectMetadata", metadata: { name: "a" } }],
    });
    const one = await server.send("GET", `${maps}/a`, partial("PartialObjectMetadata"));
    expect(one.json).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "a" } });
    expect(one.json).not.toHaveProperty("data");
    expect((await server.send("GET", maps, partial("PartialObjectMetadata"))).json).toMatchObject({ code: 406 });
    expect((await server.send("GET", `${maps}/a`, partial("PartialObjectMetadataList"))).json).toMatchObject({
      code: 406,
    });
  });

  it("returns errors as a plain Status whatever transform was requested", async () => {
    expect(await table(`${maps}/nope`)).toMatchObject({ kind: "Status", code: 404 });
  });

  it("returns a Scale with columns of its own", async () => {
    const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } };
    const spec = { replicas: 3, selector: { matchLabels: { a: "b" } }, template };
    await server.store.create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d", namespace: "default" },
      spec,
    } as never);
    expect(await table("/apis/apps/v1/namespaces/default/deployments/d/scale")).toMatchObject({
      columnDefinitions: [
        { name: "Name", type: "string", format: "" },
        { name: "Desired", type: "integer", description: expect.stringContaining("desired number") as unknown },
        { name: "Available", type: "integer" },
        { name: "Age", type: "string", description: expect.stringContaining("CreationTimestamp") as unknown },
      ],
      rows: [{ cells: ["d", 3, 0, expect.stringMatching(/^\d+s$/) as unknown] }],
    });
  });
});
