import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { applyServerSide } from "./apply-at-once.js";
import { containers, type Fields, refusalOf, Story, start, web } from "./story.js";

describe("an apply is refused for", () => {
  it("a configuration with managed fields", () => {
    const refusal = refusalOf(() => new Story().apply("a", web({ metadata: { managedFields: [] } })));
    expect([refusal.code, refusal.message]).toEqual(["BadRequest", "metadata.managedFields must be nil"]);
  });

  it("a kind or version other than the live object's", () => {
    const story = new Story().apply("a", web());
    const refusal = refusalOf(() => story.apply("a", { ...web(), apiVersion: "apps/v1beta1" }));
    expect([refusal.code, refusal.message]).toEqual([
      "BadRequest",
      "invalid object type: apps/v1beta1, Kind=Deployment",
    ]);
  });

  it.each([[null], ["x"], [[]], [undefined]])("%j", (config) => {
    expect(refusalOf(() => new Story().apply("a", config)).code).toBe("BadRequest");
  });

  const prefix = "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): ";
  it.each<[string, Fields, string]>([
    ["a wrong scalar", { spec: { replicas: "3" } }, ".spec.replicas: expected numeric (int or float), got string"],
    [
      "a wrong string",
      { metadata: { labels: { a: 1 } } },
      ".metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}",
    ],
    ["a wrong bool", { spec: { paused: "yes" } }, ".spec.paused: expected boolean, got &{yes}"],
    ["a wrong map", { spec: { template: ["x"] } }, ".spec.template: expected map, got &{[x]}"],
    [
      "a wrong list",
      { spec: { template: { spec: { containers: { a: 1 } } } } },
      ".spec.template.spec.containers: expected list, got &{map[a:1]}",
    ],
    ["an unknown field", { spec: { replica: 1 } }, ".spec.replica: field not declared in schema"],
    [
      "a duplicate",
      containers({ name: "a" }, { name: "a" }),
      '.spec.template.spec.containers: duplicate entries for key [name="a"]',
    ],
    [
      "a duplicate by default",
      containers({ name: "a", ports: [{ containerPort: 80 }, { containerPort: 80, protocol: "TCP" }] }),
      '.spec.template.spec.containers[name="a"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]',
    ],
    [
      "a duplicate in a set",
      { metadata: { finalizers: ["a", "a"] } },
      '.metadata.finalizers: duplicate entries for key [="a"]',
    ],
    [
      "an item that is not a map",
      { spec: { template: { spec: { containers: ["a"] } } } },
      ".spec.template.spec.containers: element 0: associative list with keys may not have non-map elements",
    ],
    [
      "several faults",
      { spec: { replicas: "3", paused: 1 } },
      "errors:\n  .spec.replicas: expected numeric (int or float), got string\n  .spec.paused: expected boolean, got &{1}",
    ],
  ])("%s, with upstream's message", (_, fields, message) => {
    const refusal = refusalOf(() => new Story().apply("a", web(fields)));
    expect(refusal.code).toBe("InternalError");
    expect(refusal.message).toBe(prefix + message);
  });

  it("a list item without its keys, if the schema has no default for them", () => {
    const schema: SchemaNode = {
      type: "object",
      properties: {
        list: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["a", "b"],
          items: { type: "object", properties: { a: { type: "string" } } },
        },
      },
    };
    const config = { apiVersion: "x.io/v1", kind: "Toy", metadata: { name: "t" }, list: [{}] };
    expect(refusalOf(() => applyServerSide({ config, manager: "a", force: false, schema, nowMs: start })).message).toBe(
      'failed to create typed patch object (/t; x.io/v1, Kind=Toy): .list: element 0: associative list with keys has an element that omits all key fields ["a" "b"] (and doesn\'t have default values for any key fields)',
    );
  });

  it("a configuration that is nested too deeply", () => {
    let labels: object = {};
    for (let depth = 0; depth < 5000; depth++) labels = { a: labels };
    expect(refusalOf(() => new Story().apply("a", web({ metadata: { labels } }))).code).toBe("BadRequest");
  });
});
