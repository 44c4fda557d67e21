import type { SchemaNode } from "@engenho/machinery";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atOnce } from "../../registry/test/support/at-once.js";
import type { CustomResourceDefinition } from "../src/definition.js";
import { withSharedSchemas } from "../src/shared-schemas.js";
import { widgetDefinition } from "./widgets.js";

const schemaOf = (definition: CustomResourceDefinition, version = 0) =>
  definition.spec?.versions?.[version]?.schema?.openAPIV3Schema as SchemaNode;
const shared = (schema: SchemaNode) => schemaOf(atOnce(withSharedSchemas(widgetDefinition(schema))));

const node: fc.Memo<SchemaNode> = fc.memo(
  (depth): fc.Arbitrary<SchemaNode> =>
    depth <= 1
      ? fc.record({
          type: fc.constantFrom("string" as const, "integer" as const),
          description: fc.constantFrom("a", "b", ""),
        })
      : fc.oneof(
          fc.record({ type: fc.constant("array" as const), items: node(depth - 1) }),
          fc.record({
            type: fc.constant("object" as const),
            properties: fc.dictionary(fc.constantFrom("a", "b", "constructor", "__proto__"), node(depth - 1)),
          }),
          fc.record({ type: fc.constant("object" as const), additionalProperties: node(depth - 1) }),
        ),
);

describe("withSharedSchemas", () => {
  const type = (text: string): SchemaNode => ({
    type: "object",
    properties: {
      ports: { type: "array", items: { type: "object", properties: { name: { type: "string", description: text } } } },
    },
  });

  it("shares equal parts of different schemas", () => {
    const one = shared({ type: "object", properties: { spec: type("same") }, description: "one" });
    const two = shared({ type: "object", properties: { spec: type("same") }, description: "two" });
    expect(two.properties?.spec).toBe(one.properties?.spec);
    const other = shared({ type: "object", properties: { spec: type("other") } });
    expect(other.properties?.spec).not.toBe(one.properties?.spec);
  });

  it("does not change the content of a schema", () => {
    fc.assert(
      fc.property(node(4), (schema) => {
        const whole = JSON.stringify(schema);
        expect(JSON.stringify(shared(schema))).toBe(whole);
        expect(JSON.stringify(schema)).toBe(whole);
      }),
    );
  });

  it("stores properties in dictionary mode, at every level: none of them creates a hidden class", () => {
    const leaf: SchemaNode = { type: "string" };
    const root = shared({ type: "object", properties: { spec: type("named"), constructor: leaf } });
    const ports = root.properties?.spec?.properties?.ports;
    for (const properties of [root.properties, root.properties?.spec?.properties, ports?.items?.properties]) {
      expect(Object.getPrototypeOf(properties)).toBeNull();
      expect(Object.isFrozen(properties)).toBe(true);
    }
  });
});
