import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Places of a schema where a null may stand for a schema. */
const places: readonly object[] = [
  { properties: { a: null } },
  { patternProperties: { a: null } },
  { definitions: { a: null } },
  { dependencies: { a: null } },
  { allOf: [null] },
  { anyOf: [null] },
  { oneOf: [null] },
  { not: null },
  { items: null },
  { items: [null] },
  { additionalProperties: null },
  { additionalItems: null },
  { externalDocs: null },
  { enum: [null] },
  { required: [null] },
  { "x-kubernetes-validations": [null] },
  { "x-kubernetes-list-map-keys": [null] },
];
const holders: readonly (readonly [title: string, hold: (place: object) => object])[] = [
  ["at the root", (place) => ({ type: "object", ...place })],
  ["in a property", (place) => ({ type: "object", properties: { p: { type: "object", ...place } } })],
  [
    "in items",
    (place) => ({ type: "object", properties: { p: { type: "array", items: { type: "object", ...place } } } }),
  ],
  [
    "in values",
    (place) => ({
      type: "object",
      properties: { p: { type: "object", additionalProperties: { type: "object", ...place } } },
    }),
  ],
  ["in a wrong place", (place) => ({ type: "object", not: { id: "x", items: { ...place } } })],
  ["in dependencies", (place) => ({ type: "object", dependencies: { d: { items: { ...place } } } })],
];

describe("H13: a null in the schema of a definition", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it.each(holders)("%s is accepted or refused, and no internal error", async (_title, hold) => {
    for (const place of places) {
      const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: hold(place) } };
      const names = { plural: "things", kind: "Thing" };
      const body = {
        metadata: { name: "things.example.com" },
        spec: { group: "example.com", scope: "Cluster", names, versions: [version] },
      };
      const created = await server.send("POST", crds, { body });
      expect([201, 400, 422], `${JSON.stringify(place)}: ${created.text.slice(0, 500)}`).toContain(created.code);
      if (created.code !== 201) continue;
      const object = { metadata: { name: "t" }, p: [{}], a: 1 };
      const written = await server.send("POST", "/apis/example.com/v1/things", { body: object });
      expect([201, 400, 404, 422], `${JSON.stringify(place)}: ${written.text.slice(0, 500)}`).toContain(written.code);
      for (const path of ["/openapi/v2", "/openapi/v3/apis/example.com/v1"]) {
        const document = await server.send("GET", path);
        expect([200, 404], `${path} ${JSON.stringify(place)}: ${document.text.slice(0, 300)}`).toContain(document.code);
      }
      await server.send("DELETE", `${crds}/things.example.com`);
    }
  });
});
