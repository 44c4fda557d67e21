import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { customSchema } from "../../src/open-api/custom-schema.js";
import { schemaJson } from "../../src/open-api/rendered-schema.js";

const texts = { apiVersion: "the version", kind: "the kind", metadata: "the metadata" };
const ownFields = ["apiVersion", "kind", "metadata"];

interface Published {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A schema as clients read it. */
function publish(schema: SchemaNode | undefined, version: "v2" | "v3"): Published {
  return JSON.parse([...schemaJson(customSchema(schema, version, texts))].join("")) as Published;
}

/** What is published for a field, in one version of OpenAPI. */
function published(field: SchemaNode, version: "v2" | "v3"): unknown {
  return publish({ type: "object", properties: { field } }, version).properties.field;
}

describe("the published schema of a custom resource", () => {
  it("cases API 9: for a root that preserves unknown fields, v2 only says that it is an object, v3 publishes everything", () => {
    const root: SchemaNode = {
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      properties: { spec: { type: "string" } },
    };
    expect(publish(root, "v2")).toEqual({ type: "object" });
    const whole = publish(root, "v3");
    expect(whole["x-kubernetes-preserve-unknown-fields"]).toBe(true);
    expect(Object.keys(whole.properties)).toEqual(["spec", ...ownFields]);
  });

  it("without a schema only says that it is an object", () => {
    expect(publish(undefined, "v3")).toEqual({ type: "object" });
  });

  it("cases API 10: describes the common fields in upstream's words, whatever the schema says about them", () => {
    const schema: SchemaNode = { type: "object", properties: { kind: { type: "string", description: "mine" } } };
    expect(publish(schema, "v3").properties).toEqual({
      kind: { description: "the kind", type: "string" },
      apiVersion: { description: "the version", type: "string" },
      metadata: {
        description: "the metadata",
        allOf: [{ $ref: "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }],
      },
    });
  });

  it.each<[string, SchemaNode, unknown, unknown]>([
    ["a default", { type: "integer", default: 1 }, { type: "integer" }, { type: "integer", default: 1 }],
    ["a null default", { type: "string", nullable: true, default: null }, {}, { type: "string", nullable: true }],
    [
      "an example and external documentation",
      { type: "string", example: "a", externalDocs: { url: "b" } },
      { type: "string" },
      { type: "string" },
    ],
    [
      "nullable, and below it",
      { type: "object", nullable: true, description: "d", properties: { a: { type: "string" } } },
      { description: "d" },
      { type: "object", nullable: true, description: "d", properties: { a: { type: "string" } } },
    ],
    [
      "a nullable list",
      { type: "array", nullable: true, items: { type: "string" } },
      {},
      { type: "array", nullable: true, items: { type: "string" } },
    ],
    [
      "an object that preserves unknown fields",
      { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "string" } } },
      { "x-kubernetes-preserve-unknown-fields": true },
      { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "string" } } },
    ],
    [
      "a list that preserves unknown fields",
      { type: "array", "x-kubernetes-preserve-unknown-fields": true, items: { type: "string" } },
      { "x-kubernetes-preserve-unknown-fields": true },
      { type: "array", "x-kubernetes-preserve-unknown-fields": true, items: { type: "string" } },
    ],
    [
      "an integer or a string",
      { "x-kubernetes-int-or-string": true },
      { "x-kubernetes-int-or-string": true },
      { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
    ],
    [
      "an integer or a string with a junctor of its own",
      { "x-kubernetes-int-or-string": true, anyOf: [{ pattern: "a" }] },
      { "x-kubernetes-int-or-string": true },
      {
        "x-kubernetes-int-or-string": true,
        anyOf: [{ pattern: "a" }],
        allOf: [{ anyOf: [{ type: "integer" }, { type: "string" }] }],
      },
    ],
    [
      "choices",
      { type: "object", oneOf: [{ required: ["a"] }], not: { required: ["b"] }, properties: { a: { type: "string" } } },
      { type: "object", properties: { a: { type: "string" } } },
      { type: "object", oneOf: [{ required: ["a"] }], not: { required: ["b"] }, properties: { a: { type: "string" } } },
    ],
    [
      "a required field that is nullable",
      {
        type: "object",
        required: ["a", "b"],
        properties: { a: { type: "string", nullable: true }, b: { type: "string" } },
      },
      { type: "object", required: ["b"], properties: { a: {}, b: { type: "string" } } },
      {
        type: "object",
        required: ["a", "b"],
        properties: { a: { type: "string", nullable: true }, b: { type: "string" } },
      },
    ],
    [
      "list types, map keys, validation rules and bounds",
      {
        type: "array",
        items: { type: "object", properties: { k: { type: "string", maxLength: 3 } } },
        maxItems: 5,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k"],
        "x-kubernetes-validations": [{ rule: "true" }],
      },
      {
        type: "array",
        items: { type: "object", properties: { k: { type: "string", maxLength: 3 } } },
        maxItems: 5,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k"],
        "x-kubernetes-validations": [{ rule: "true" }],
      },
      {
        type: "array",
        items: { type: "object", properties: { k: { type: "string", maxLength: 3 } } },
        maxItems: 5,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k"],
        "x-kubernetes-validations": [{ rule: "true" }],
      },
    ],
    [
      "a map of arbitrary values",
      { type: "object", additionalProperties: true },
      { type: "object", additionalProperties: true },
      { type: "object", additionalProperties: true },
    ],
  ])("for %s: v2, v3", (_title, field, version2, version3) => {
    expect(published(field, "v2")).toEqual(version2);
    expect(published(field, "v3")).toEqual(version3);
  });

  it("for an embedded resource has its type and its metadata, except in v2 where it preserves unknown fields", () => {
    const embedded: SchemaNode = {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      properties: { spec: { type: "string" } },
    };
    for (const version of ["v2", "v3"] as const) {
      const rendered = published(embedded, version) as { properties: object; required: string[] };
      expect(Object.keys(rendered.properties)).toEqual(["spec", ...ownFields]);
      expect(rendered.required).toEqual(["kind", "apiVersion"]);
    }
    expect(published({ ...embedded, "x-kubernetes-preserve-unknown-fields": true }, "v2")).toEqual({
      "x-kubernetes-embedded-resource": true,
      "x-kubernetes-preserve-unknown-fields": true,
    });
  });

  it("keeps a field called __proto__", () => {
    const properties = JSON.parse('{"__proto__":{"type":"string"}}') as Record<string, SchemaNode>;
    const rendered = customSchema({ type: "object", properties }, "v3", texts);
    expect([...schemaJson(rendered)].join("")).toContain('"__proto__":{"type":"string"}');
  });
});
