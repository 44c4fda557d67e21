import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "crontabs.stable.example.com" },
  spec: {
    group: "stable.example.com",
    scope: "Namespaced",
    names: { plural: "crontabs", singular: "crontab", kind: "CronTab", shortNames: ["ct"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", description: "What is wanted.", properties: { cron: { type: "string" } } },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
        additionalPrinterColumns: [{ name: "Cron", type: "string", jsonPath: ".spec.cron" }],
      },
    ],
  },
};
const tabs = "/apis/stable.example.com/v1/namespaces/default/crontabs";

describe("custom resources", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    expect((await server.send("POST", crds, { body: definition })).code).toBe(201);
    const body = { metadata: { name: "c" }, spec: { cron: "* * *" } };
    expect((await server.send("POST", tabs, { body })).code).toBe(201);
  });
  afterAll(() => server.close());

  it("are in discovery as soon as they are defined", async () => {
    expect((await server.send("GET", "/apis/stable.example.com/v1")).json).toMatchObject({
      groupVersion: "stable.example.com/v1",
      resources: [{ name: "crontabs", shortNames: ["ct"], kind: "CronTab" }, { name: "crontabs/status" }],
    });
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const aggregated = await server.send("GET", "/apis", { headers: { accept } });
    expect(aggregated.text).toContain('"stable.example.com"');
  });

  it.each([{ apiVersion: 1 }, { apiVersion: { toString: "x" } }, { kind: [] }, { kind: { toString: "x" } }])(
    "H13: a patch to %j is refused, and nothing is stored",
    async (body) => {
      const headers = { "content-type": "application/merge-patch+json" };
      const answer = await server.send("PATCH", `${tabs}/c`, { headers, body: JSON.stringify(body) });
      expect(answer.json).toMatchObject({
        code: 400,
        message: expect.stringMatching(/ in the data \(\) does not match/),
      });
      const kept = { apiVersion: "stable.example.com/v1", kind: "CronTab" };
      expect((await server.send("GET", `${tabs}/c`)).json).toMatchObject(kept);
    },
  );

  it("a deprecated version returns a warning with every response, as Endpoints does", async () => {
    const old = { ...definition.spec.versions[0], name: "v1beta1", storage: false, deprecated: true };
    const body = {
      ...definition,
      metadata: { name: "olds.old.example.com" },
      spec: {
        ...definition.spec,
        group: "old.example.com",
        names: { plural: "olds", kind: "Old" },
        versions: [definition.spec.versions[0], old],
      },
    };
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    expect((await server.send("POST", crds, { body })).code).toBe(201);
    const warningOf = async (path: string) => (await server.send("GET", path)).headers.warning;
    expect(await warningOf("/apis/old.example.com/v1beta1/namespaces/default/olds")).toBe(
      '299 - "old.example.com/v1beta1 Old is deprecated; use old.example.com/v1 Old"',
    );
    expect(await warningOf("/apis/old.example.com/v1/namespaces/default/olds")).toBeUndefined();
    expect(await warningOf("/api/v1/namespaces/default/endpoints/nope")).toBe(
      '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"',
    );
  });

  it("items of lists have apiVersion and kind", async () => {
    expect((await server.send("GET", tabs)).json).toMatchObject({
      kind: "CronTabList",
      items: [{ kind: "CronTab", apiVersion: "stable.example.com/v1", metadata: { name: "c" } }],
    });
  });

  it("are printed with their additionalPrinterColumns", async () => {
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    expect((await server.send("GET", tabs, { headers: { accept } })).json).toMatchObject({
      columnDefinitions: [{ name: "Name" }, { name: "Cron" }],
      rows: [{ cells: ["c", "* * *"] }],
    });
  });

  it("AP-21: do not support strategic merge patches", async () => {
    const headers = { "content-type": "application/strategic-merge-patch+json" };
    expect((await server.send("PATCH", `${tabs}/c`, { body: "{}", headers })).json).toMatchObject({
      code: 415,
      message:
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
    });
  });

  it("have documents in OpenAPI v3, and are part of the v2 document", async () => {
    const { json } = await server.send("GET", "/openapi/v3/apis/stable.example.com/v1");
    expect(json).toMatchObject({
      paths: {
        "/apis/stable.example.com/v1/namespaces/{namespace}/crontabs/{name}": {
          patch: { "x-kubernetes-group-version-kind": { group: "stable.example.com", version: "v1", kind: "CronTab" } },
        },
      },
      components: {
        schemas: {
          "com.example.stable.v1.CronTab": {
            properties: {
              spec: { description: "What is wanted." },
              metadata: { allOf: [{ $ref: expect.stringContaining("ObjectMeta") as unknown }] },
            },
          },
          "com.example.stable.v1.CronTabList": { required: ["items"] },
        },
      },
    });
    const version2 = (await server.send("GET", "/openapi/v2")).json as { definitions: object };
    expect(version2.definitions).toHaveProperty(["com.example.stable.v1.CronTab"]);
  });

  it("are removed with their definition", async () => {
    await server.send("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/crontabs.stable.example.com");
    await expect.poll(async () => (await server.send("GET", tabs)).code).toBe(404);
    expect((await server.send("GET", "/openapi/v3/apis/stable.example.com/v1")).code).toBe(404);
  });
});
