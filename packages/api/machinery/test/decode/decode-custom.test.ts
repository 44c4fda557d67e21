import { isStoreError } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/decode/decode.js";

const schema: SchemaNode = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        size: { type: "integer" },
        note: { type: "string", nullable: true },
        free: {
          type: "object",
          "x-kubernetes-preserve-unknown-fields": true,
          properties: { kept: { type: "object", properties: {} } },
        },
        map: { type: "object", additionalProperties: { type: "object", properties: { a: { type: "string" } } } },
        list: { type: "array", items: { type: "object", properties: { a: { type: "string" } } } },
        loose: {
          type: "array",
          "x-kubernetes-preserve-unknown-fields": true,
          items: { type: "object", properties: { a: { type: "object", properties: {} } } },
        },
        template: { type: "object", "x-kubernetes-embedded-resource": true, properties: { spec: { type: "object" } } },
      },
    },
  },
};

const object = (spec: object, metadata: unknown = { name: "a" }): unknown => ({
  apiVersion: "x.io/v1",
  kind: "Toy",
  metadata,
  spec,
});

function decodeToy(
  value: unknown,
  fieldValidation: "Ignore" | "Warn" | "Strict" = "Strict",
  warnings: string[] = [],
): unknown {
  return decode(value, schema, {
    fieldValidation,
    onWarning: (text) => warnings.push(text),
    kind: "Toy",
    custom: true,
  });
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isStoreError(error, "BadRequest")) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a custom object", () => {
  it("is returned unchanged if there is nothing to prune", () => {
    const value = object({ size: 1, free: { any: { thing: [null] } }, map: { x: { a: "1" } } });
    expect(decodeToy(value)).toBe(value);
  });

  it("keeps values of a wrong type, which validation reports", () => {
    const value = object({ size: "big" });
    expect(decodeToy(value)).toBe(value);
  });

  it("is pruned of fields that the schema does not specify, at every level", () => {
    const value = object({
      other: 1,
      map: { x: { a: "1", b: 2 } },
      list: [{ b: 1 }, { a: "1" }],
      free: { kept: { gone: 1 }, any: 1 },
    });
    const warnings: string[] = [];
    expect(decodeToy(value, "Warn", warnings)).toEqual(
      object({ map: { x: { a: "1" } }, list: [{}, { a: "1" }], free: { kept: {}, any: 1 } }),
    );
    expect(warnings).toEqual([
      'unknown field "spec.free.kept.gone"',
      'unknown field "spec.list[0].b"',
      'unknown field "spec.map.x.b"',
      'unknown field "spec.other"',
    ]);
  });

  it("Strict: unknown fields are refused, those of metadata first", () => {
    expect(messageOf(() => decodeToy(object({ b: 1, a: 1 }, { name: "x", wrong: 1 })))).toBe(
      'Toy in version "v1" cannot be handled as a Toy: strict decoding error: unknown field "metadata.wrong", unknown field "spec.a", unknown field "spec.b"',
    );
  });

  it("is pruned of null where the schema does not allow it", () => {
    expect(decodeToy(object({ size: null, note: null }))).toEqual(object({ note: null }));
  });

  it("has its metadata decoded like any kind's", () => {
    expect(messageOf(() => decodeToy(object({}, { labels: { a: 1 } })))).toContain(
      "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
    );
    expect(decodeToy(object({}, { name: "a", labels: {}, creationTimestamp: "2024-01-01T01:00:00+01:00" }))).toEqual(
      object({}, { name: "a", creationTimestamp: "2024-01-01T00:00:00Z" }),
    );
  });

  it("has the metadata of embedded resources decoded too", () => {
    const value = object({
      template: { apiVersion: "v1", kind: "Pod", metadata: { name: "x", odd: 1 }, spec: {}, more: 1 },
    });
    expect(messageOf(() => decodeToy(value))).toContain(
      'strict decoding error: unknown field "spec.template.metadata.odd", unknown field "spec.template.more"',
    );
  });

  it("a list that preserves unknown fields keeps those of its items, but not those within their known fields", () => {
    const value = object({ loose: [{ a: { b: 1 }, c: { d: 2 } }, 3] });
    expect(decodeToy(value, "Ignore")).toEqual(object({ loose: [{ a: {}, c: { d: 2 } }, 3] }));
    expect(messageOf(() => decodeToy(value))).toContain('unknown field "spec.loose[0].a.b"');
  });

  it("must have strings as the type of an embedded resource", () => {
    const value = object({ template: { apiVersion: "v1", kind: 5 } });
    expect(messageOf(() => decodeToy(value))).toBe(
      'Toy in version "v1" cannot be handled as a Toy: spec.template.kind: Invalid value: 5: must be a string',
    );
  });

  it("treats __proto__ as data", () => {
    const value = object(JSON.parse('{"free":{"__proto__":{"x":1}},"__proto__":{"y":2}}'));
    const result = decodeToy(value, "Ignore") as { spec: { free: object } };
    expect(Object.keys(result.spec)).toEqual(["free"]);
    expect(Object.keys(result.spec.free)).toEqual(["__proto__"]);
    expect((result.spec as { y?: number }).y).toBeUndefined();
  });
});
