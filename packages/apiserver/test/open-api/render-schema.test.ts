import { describe, expect, it } from "vitest";
import { renderDefinition2, renderDefinition3 } from "../../src/open-api/render-schema.js";

describe("renderDefinition3", () => {
  it("puts a reference that has company into allOf, and leaves a lone one as it is", () => {
    const rendered = renderDefinition3("a.B", {
      type: "object",
      properties: { alone: { $ref: "x.Y" }, told: { $ref: "x.Y", description: "why" } },
    });
    expect(rendered).toEqual({
      type: "object",
      properties: {
        alone: { $ref: "#/components/schemas/x.Y" },
        told: { description: "why", allOf: [{ $ref: "#/components/schemas/x.Y" }] },
      },
    });
  });

  it("keeps what v3 has words for", () => {
    const node = {
      type: "object",
      properties: { a: { type: "string", nullable: true, anyOf: [{ type: "integer" }] } },
    } as const;
    expect(renderDefinition3("a.B", node)).toEqual(node);
  });
});

describe("renderDefinition2", () => {
  it("leaves out choices, and everything below what is nullable or open", () => {
    const rendered = renderDefinition2("com.example.v1.A", {
      type: "object",
      properties: {
        number: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
        perhaps: { type: "object", nullable: true, properties: { a: { type: "string" } } },
        open: { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "string" } } },
        map: { type: "object", additionalProperties: { $ref: "x.Y" } },
      },
    });
    expect(rendered).toEqual({
      type: "object",
      properties: {
        number: { "x-kubernetes-int-or-string": true },
        perhaps: {},
        open: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        map: { type: "object", additionalProperties: { $ref: "#/definitions/x.Y" } },
      },
    });
  });

  it("keeps a field called __proto__", () => {
    const properties = JSON.parse('{"__proto__":{"type":"string"}}') as Record<string, { type: "string" }>;
    expect(JSON.stringify(renderDefinition2("a.B", { type: "object", properties }))).toBe(
      '{"type":"object","properties":{"__proto__":{"type":"string"}}}',
    );
  });
});
