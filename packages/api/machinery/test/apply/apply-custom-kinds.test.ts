import type { KubernetesObject, Stored } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { applyServerSide } from "./apply-at-once.js";
import { start } from "./story.js";

describe("custom resources", () => {
  const free: SchemaNode = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const toy = (spec: unknown): unknown => ({
    apiVersion: "x.io/v1",
    kind: "Toy",
    metadata: { name: "t", labels: { a: "1" } },
    spec,
  });
  const apply = (live: KubernetesObject | undefined, manager: string, config: unknown): KubernetesObject =>
    applyServerSide({
      live: live as Stored | undefined,
      config,
      manager,
      force: false,
      schema: free,
      nowMs: start,
      resetFields: [],
    });

  it("without a schema are merged by field, with lists as a whole", () => {
    const first = apply(undefined, "a", toy({ list: [1], map: { x: 1 } }));
    expect(first.metadata.managedFields?.[0]?.fieldsV1).toEqual({
      "f:metadata": { "f:labels": { "f:a": {} } },
      "f:spec": { ".": {}, "f:list": {}, "f:map": { ".": {}, "f:x": {} } },
    });
    expect(apply(first, "b", toy({ map: { y: 2 } }))).toMatchObject({ spec: { list: [1], map: { x: 1, y: 2 } } });
    expect(() => apply(first, "b", toy({ list: [2] }))).toThrow('conflict with "a": .spec.list');
  });

  it("have their metadata merged like any kind's", () => {
    const config = { apiVersion: "x.io/v1", kind: "Toy", metadata: { name: "t", finalizers: ["b/c"] } };
    const next = apply(apply(undefined, "a", { ...config, metadata: { name: "t", finalizers: ["a/b"] } }), "b", config);
    expect(next.metadata.finalizers).toEqual(["a/b", "b/c"]);
  });

  it("may have any name", () => {
    const config = JSON.parse(
      '{"apiVersion":"x.io/v1","kind":"Toy","metadata":{"name":"t"},"spec":{"__proto__":{"polluted":1},"constructor":"c"}}',
    );
    const next = apply(apply(undefined, "a", config), "b", config) as KubernetesObject & { spec: object };
    expect(Object.keys(next.spec)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("granular and atomic maps follow the schema", () => {
    const map = (type: "granular" | "atomic"): SchemaNode => ({
      type: "object",
      additionalProperties: { type: "string" },
      "x-kubernetes-map-type": type,
    });
    const schema: SchemaNode = {
      type: "object",
      properties: { spec: { type: "object", properties: { open: map("granular"), shut: map("atomic") } } },
    };
    const { metadata } = applyServerSide({
      config: toy({ open: { a: "1" }, shut: { a: "1" } }),
      manager: "a",
      force: false,
      schema,
      nowMs: start,
    });
    expect(metadata.managedFields?.[0]?.fieldsV1).toMatchObject({
      "f:spec": { "f:open": { "f:a": {} }, "f:shut": {} },
    });
  });

  it("owners of a part own the whole when the schema has become atomic", () => {
    const schema = (type: "granular" | "atomic"): SchemaNode => ({
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: {
            map: { type: "object", additionalProperties: { type: "string" }, "x-kubernetes-map-type": type },
          },
        },
      },
    });
    const before = applyServerSide({
      config: toy({ map: { a: "1" } }),
      manager: "a",
      force: false,
      schema: schema("granular"),
      nowMs: start,
    });
    const options = {
      live: before as Stored,
      config: toy({}),
      manager: "b",
      force: false,
      schema: schema("atomic"),
      nowMs: start,
    };
    const entry = applyServerSide(options).metadata.managedFields?.find(({ manager }) => manager === "a");
    expect(entry?.fieldsV1).toMatchObject({ "f:spec": { "f:map": {} } });
  });

  it("entries for versions that are no longer served are dropped", () => {
    const first = apply(undefined, "a", toy({ x: 1 }));
    const [entry] = first.metadata.managedFields ?? [];
    const live = {
      ...first,
      metadata: {
        ...first.metadata,
        managedFields: [entry, { ...entry, manager: "old", operation: "Update", apiVersion: "x.io/v0" }],
      },
    };
    const next = applyServerSide({
      live: live as Stored,
      config: toy({ x: 1 }),
      manager: "a",
      force: false,
      schema: free,
      nowMs: start,
      versions: () => ["x.io/v1"],
    });
    expect(next.metadata.managedFields?.map(({ manager }) => manager)).toEqual(["a"]);
  });
});
