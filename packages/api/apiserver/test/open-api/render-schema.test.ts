import { describe, expect, it } from "vitest";
import { renderDefinition } from "../../src/open-api/render-schema.js";
import { schemaJson } from "../../src/open-api/rendered-schema.js";

const publish = (...definition: Parameters<typeof renderDefinition>): unknown =>
  JSON.parse([...schemaJson(renderDefinition(...definition))].join(""));

describe("renderDefinition", () => {
  const node = {
    type: "object",
    properties: { alone: { $ref: "x.Y" }, told: { $ref: "x.Y", description: "why" } },
  } as const;

  it("in v3 wraps a reference with siblings in an allOf, and leaves others alone", () => {
    expect(publish("a.B", node, "v3")).toEqual({
      type: "object",
      properties: {
        alone: { $ref: "#/components/schemas/x.Y" },
        told: { description: "why", allOf: [{ $ref: "#/components/schemas/x.Y" }] },
      },
    });
  });

  it("in v2 keeps the siblings of a reference", () => {
    expect(publish("a.B", node, "v2")).toEqual({
      type: "object",
      properties: {
        alone: { $ref: "#/definitions/x.Y" },
        told: { description: "why", $ref: "#/definitions/x.Y" },
      },
    });
  });

  it("publishes none of the catalogue's internal extensions", () => {
    const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true } as const;
    expect(publish("a.B", open, "v2")).toEqual({ type: "object" });
  });
});
