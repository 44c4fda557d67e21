import type { KubernetesObject } from "@engenho/core";
import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/decode/decode.js";

const definition: SchemaNode = schemas.reference(
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
);

function decodeSchema(openAPIV3Schema: unknown): unknown {
  const options = {
    kind: "CustomResourceDefinition",
    fieldValidation: "Strict",
    onWarning: (text: string) => expect.unreachable(text),
  } as const;
  const versions = [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }];
  const body = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", spec: { versions } };
  const { spec } = decode(body, definition, options) as KubernetesObject & { spec: { versions: typeof versions } };
  return spec.versions[0]?.schema.openAPIV3Schema;
}

describe("schemas in a CustomResourceDefinition", () => {
  const zeros = { id: "", nullable: false, required: [], pattern: "" };

  it.each([
    ["items", { ...zeros, type: "string" }, { type: "string" }],
    ["items", [{ ...zeros, type: "string" }, null], [{ type: "string" }, {}]],
    ["items", null, undefined],
    ["items", "neither", undefined],
    ["additionalProperties", { ...zeros, type: "string" }, { type: "string" }],
    ["additionalProperties", false, false],
    ["dependencies", { a: { ...zeros }, b: ["c"] }, { a: {}, b: ["c"] }],
    ["default", { ...zeros }, zeros],
    [
      "not",
      { items: { properties: { deep: { items: { ...zeros } } } } },
      { items: { properties: { deep: { items: {} } } } },
    ],
  ])("cases API 2: %s: %j is decoded to %j: zero values are omitted where Go has a schema", (field, sent, read) => {
    expect(decodeSchema({ type: "object", [field]: sent })).toEqual({
      type: "object",
      ...(read === undefined ? {} : { [field]: read }),
    });
  });

  it("unknown fields below items are silently dropped, like Go's decoder of that type", () => {
    expect(decodeSchema({ items: { type: "string", "x-unknown": 1 } })).toEqual({ items: { type: "string" } });
    expect(() => decodeSchema({ "x-unknown": 1 })).toThrow(
      'unknown field "spec.versions[0].schema.openAPIV3Schema.x-unknown"',
    );
  });

  it("refuses values of a wrong type", () => {
    expect(() => decodeSchema({ additionalProperties: "no" })).toThrow("boolean or JSON schema expected");
    expect(() => decodeSchema({ items: { type: 1 } })).toThrow("cannot unmarshal number");
  });
});
