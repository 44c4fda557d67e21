import { describe, expect, it } from "vitest";
import { mergeConfiguration } from "../../src/apply/merge-configuration.js";
import type { SchemaNode } from "../../src/schema/schema-node.js";
import { finished } from "../../src/work/long-work.js";

const text: SchemaNode = { type: "string" };
const schema: SchemaNode = {
  type: "object",
  properties: {
    name: text,
    labels: { type: "object", additionalProperties: text },
    selector: { type: "object", additionalProperties: text, "x-kubernetes-map-type": "atomic" },
    tags: { type: "array", items: text, "x-kubernetes-list-type": "set" },
    args: { type: "array", items: text },
    ports: {
      type: "array",
      items: { type: "object", properties: { port: { type: "integer" }, name: text } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["port"],
    },
  },
};
const live = {
  name: "a",
  labels: { x: "1" },
  tags: ["one"],
  ports: [{ port: 80, name: "http" }],
  args: ["a"],
};
const merged = (configuration: object) => finished(mergeConfiguration(schema, live, configuration));

describe("an apply configuration without ownership", () => {
  it.each([
    ["a field", { name: "b" }, { ...live, name: "b" }],
    ["an entry of a map", { labels: { y: "2" } }, { ...live, labels: { x: "1", y: "2" } }],
    ["an item of a set", { tags: ["two"] }, { ...live, tags: ["one", "two"] }],
    [
      "an item with the same key",
      { ports: [{ port: 80, name: "web" }] },
      { ...live, ports: [{ port: 80, name: "web" }] },
    ],
    ["an item with another key", { ports: [{ port: 81 }] }, { ...live, ports: [...live.ports, { port: 81 }] }],
  ])("sets %s, and removes nothing", (_, configuration, expected) => {
    expect(merged(configuration)).toEqual(expected);
  });

  it("that changes nothing results in the same object", () => {
    expect(merged({ name: "a", ports: [{ port: 80 }], labels: { x: "1" } })).toBe(live);
  });

  it.each([
    [{ args: ["b"] }, "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .args"],
    [{ selector: { a: "b" } }, "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .selector"],
    [{ other: 1 }, "failed to convert patch object to typed object: .other: field not declared in schema"],
    [{ name: 1 }, "failed to convert patch object to typed object: .name: expected string, got "],
  ])("%j is refused", (configuration, message) => {
    expect(() => merged(configuration)).toThrow(message);
  });
});
