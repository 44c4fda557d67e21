import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const name = "crontabs.stable.example.com";
const tabs = "/apis/stable.example.com/v1/namespaces/default/crontabs";

function definition(color: object) {
  const spec = { type: "object", properties: { cron: { type: "string" }, color } };
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
    additionalPrinterColumns: [{ name: "Color", type: "string", jsonPath: ".spec.color" }],
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: {
      group: "stable.example.com",
      scope: "Namespaced",
      names: { plural: "crontabs", kind: "CronTab" },
      conversion: {
        strategy: "Webhook",
        webhook: {
          clientConfig: { service: { namespace: "default", name: "hook" } },
          conversionReviewVersions: ["v1"],
        },
      },
      versions: [version, { ...version, name: "v2", storage: false }],
    },
  };
}

describe("cases API 6 and 7 over HTTP: an object that was stored before its schema had a default", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    expect((await server.send("POST", crds, { body: definition({ type: "string" }) })).code).toBe(201);
    const body = { metadata: { name: "c" }, spec: { cron: "* * *" } };
    expect((await server.send("POST", tabs, { body })).code).toBe(201);
    // It is serialised before the default exists.
    expect((await server.send("GET", `${tabs}/c`)).json).toMatchObject({ spec: { cron: "* * *" } });
    const headers = { "content-type": "application/merge-patch+json" };
    const { spec } = definition({ type: "string", default: "red" });
    const patch = JSON.stringify({ spec: { versions: spec.versions } });
    expect((await server.send("PATCH", `${crds}/${name}`, { headers, body: patch })).code).toBe(200);
  });
  afterAll(() => server.close());

  const filled = { metadata: { name: "c" }, spec: { cron: "* * *", color: "red" } };

  it("is returned with the default by GET, LIST, in the first event of a watch and in its table", async () => {
    expect((await server.send("GET", `${tabs}/c`)).json).toMatchObject(filled);
    expect((await server.send("GET", tabs)).json).toMatchObject({ items: [filled] });
    const watch = await server.watch(`${tabs}?watch=true`);
    expect((await watch.next())?.object).toMatchObject(filled);
    watch.close();
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    expect((await server.send("GET", tabs, { headers: { accept } })).json).toMatchObject({
      rows: [{ cells: ["c", "red"] }],
    });
  });

  it("is a plain 500 in a version that requires a conversion webhook", async () => {
    for (const path of [`${tabs}/c`, tabs, `${tabs}?watch=true`]) {
      const answer = await server.send("GET", path.replace("/v1/", "/v2/"));
      expect(answer.json).toEqual({
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "conversion webhook for stable.example.com/v1, Kind=CronTab failed: this server calls no webhooks",
        code: 500,
      });
    }
  });
});
