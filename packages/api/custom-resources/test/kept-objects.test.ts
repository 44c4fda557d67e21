import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { customResourceDefinitions, KindFilter, type KubernetesObject, type Stored, type Watch } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../registry/test/support/open-registry.js";
import type { DefinitionVersion } from "../src/definition.js";
import { type Content, content, widgetDefinition } from "./widgets.js";

const definitionKind = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" } as const;
const named = { ...definitionKind, name: "widgets.example.com" };
const v1 = { apiVersion: "example.com/v1", kind: "Widget" } as const;
const one = { ...v1, namespace: "default", name: "one" };

const spec = (properties: Record<string, SchemaNode>, rest: Partial<SchemaNode> = {}): SchemaNode => ({
  type: "object",
  properties: { spec: { type: "object", properties, ...rest } },
});
const withColor = spec({ size: { type: "integer" }, color: { type: "string" } });
const withDefault = spec({ size: { type: "integer", default: 7 }, color: { type: "string", default: "red" } });

const widget = (value: unknown, metadata: Content = {}, rest: Content = {}) =>
  ({ ...v1, metadata: { name: "one", namespace: "default", ...metadata }, spec: value, ...rest }) as KubernetesObject;

type Registry = ReturnType<typeof openRegistry>["store"];

async function withWidgets(schema: SchemaNode, version: Partial<DefinitionVersion> = {}) {
  const opened = openRegistry();
  await opened.store.create(widgetDefinition(schema, version));
  return opened;
}

/** Changes the versions of the definition. */
async function redefine(store: Registry, versions: (before: DefinitionVersion) => readonly DefinitionVersion[]) {
  const definition = await store.get(customResourceDefinitions, named);
  const [first] = definition.spec?.versions ?? [];
  return store.update({
    ...definition,
    spec: { ...definition.spec, versions: versions(first as DefinitionVersion) },
  } as KubernetesObject);
}

const schemaBecomes = (store: Registry, schema: SchemaNode) =>
  redefine(store, (version) => [{ ...version, schema: { openAPIV3Schema: schema } }]);

const specOf = (object: KubernetesObject) => content(object).spec;

async function nextObjects(watch: Watch): Promise<readonly Stored[]> {
  const signal = await watch.next();
  if (signal?.type !== "events") throw new Error(`no events but ${signal?.type}`);
  return signal.events.map(({ object }) => object);
}

describe("cases API 7: an object that was stored before its schema had a default", () => {
  it("is returned with it by GET and LIST, with its stored version and resourceVersion", async () => {
    const { store } = await withWidgets(withColor);
    const created = await store.create(widget({ size: 1 }));
    await schemaBecomes(store, withDefault);
    const read = await store.get(one, one);
    expect(specOf(read)).toEqual({ size: 1, color: "red" });
    expect(read.metadata).toEqual(created.metadata);
    const { items } = await store.list(v1);
    expect(items[0]).toBe(read);
    expect(await store.get(one, one)).toBe(read);
    expect(Object.isFrozen(specOf(read))).toBe(true);
  });

  it("is watched with it, before and after the current event", async () => {
    const { store } = await withWidgets(withColor);
    const created = await store.create(widget({ size: 1 }));
    await store.create(widget({ size: 2 }, { name: "two" }));
    await schemaBecomes(store, withDefault);
    const resourceVersion = String(Number(created.metadata.resourceVersion) - 1);
    for (const kinds of [KindFilter.kind("Widget"), KindFilter.kind({ group: "example.com", kind: "Widget" })]) {
      const watch = store.watch({ kinds, resourceVersion });
      expect((await nextObjects(watch)).map(specOf)).toEqual([
        { size: 1, color: "red" },
        { size: 2, color: "red" },
      ]);
      watch.close();
    }
    const watch = store.watch({ kinds: KindFilter.kind("Widget") });
    await store.patch(one, one, { type: "merge", value: { metadata: { labels: { a: "b" } } } });
    const signal = await watch.next();
    expect(signal).toMatchObject({
      events: [{ type: "MODIFIED", object: { spec: { color: "red" } }, previous: { spec: { color: "red" } } }],
    });
    watch.close();
  });

  it("is found by a field selector for the default", async () => {
    const { store } = await withWidgets(withColor, { selectableFields: [{ jsonPath: ".spec.color" }] });
    await store.create(widget({ size: 1 }));
    await schemaBecomes(store, withDefault);
    const found = await store.list(v1, { fieldSelector: [{ field: "spec.color", operator: "=", value: "red" }] });
    expect(found.items).toHaveLength(1);
  });

  it("is stored with it by the next update, even one without changes (the stored bytes differ), but not by later ones", async () => {
    const { store } = await withWidgets(withColor);
    const created = await store.create(widget({ size: 1 }));
    await schemaBecomes(store, withDefault);
    const updated = await store.update(await store.get(one, one));
    expect(updated.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
    expect(updated.metadata.generation).toBe(1);
    const again = await store.update(await store.get(one, one));
    expect(again.metadata.resourceVersion).toBe(updated.metadata.resourceVersion);
    await schemaBecomes(store, withColor);
    expect(specOf(await store.get(one, one))).toEqual({ size: 1, color: "red" });
  });

  it("is not stored with a default that was only read", async () => {
    const { store } = await withWidgets(withColor);
    await store.create(widget({ size: 1 }));
    await schemaBecomes(store, withDefault);
    expect(specOf(await store.get(one, one))).toEqual({ size: 1, color: "red" });
    await schemaBecomes(store, withColor);
    expect(specOf(await store.get(one, one))).toEqual({ size: 1 });
  });

  it("is returned with it when it is deleted, immediately or after a finalizer", async () => {
    const { store } = await withWidgets(withColor);
    await store.create(widget({ size: 1 }));
    await store.create(widget({ size: 1 }, { name: "two", finalizers: ["example.com/hold"] }));
    await schemaBecomes(store, withDefault);
    const watch = store.watch({ kinds: KindFilter.kind("Widget") });
    const gone = await store.delete(one, one);
    expect(gone).toMatchObject({ type: "deleted", object: { spec: { size: 1, color: "red" } } });
    const held = await store.delete(one, { ...one, name: "two" });
    expect(held).toMatchObject({ type: "deleting", object: { spec: { size: 1, color: "red" } } });
    expect(specOf(await store.get(one, { ...one, name: "two" }))).toEqual({ size: 1, color: "red" });
    for (const object of await nextObjects(watch)) expect(specOf(object)).toEqual({ size: 1, color: "red" });
    watch.close();
  });

  it("has no manager for a field that nobody has written", async () => {
    const { store } = await withWidgets(withColor);
    await store.create(widget({ size: 1 }), { fieldManager: "first" });
    await schemaBecomes(store, withDefault);
    const patch = { type: "merge", value: { spec: { size: 2 } } } as const;
    const patched = await store.patch(one, one, patch, { fieldManager: "second" });
    expect(specOf(patched)).toEqual({ size: 2, color: "red" });
    const fields = patched.metadata.managedFields?.map(({ manager, fieldsV1 }) => [manager, fieldsV1]);
    expect(fields).toEqual([
      ["first", { "f:spec": {} }],
      ["second", { "f:spec": { "f:size": {} } }],
    ]);
  });

  it.each<[string, SchemaNode, unknown, unknown]>([
    [
      "below a default object that was absent",
      spec({ at: { type: "object", default: {}, properties: { x: { type: "integer", default: 1 } } } }),
      {},
      { at: { x: 1 } },
    ],
    [
      "not below an absent object without a default",
      spec({ at: { type: "object", properties: { x: { type: "integer", default: 1 } } } }),
      {},
      {},
    ],
    [
      "in list items, including nulls",
      spec({
        list: {
          type: "array",
          items: {
            type: "object",
            default: { y: 2 },
            properties: { x: { type: "integer", default: 1 }, y: { type: "integer" } },
          },
        },
      }),
      { list: [{ y: 3 }, null] },
      {
        list: [
          { y: 3, x: 1 },
          { y: 2, x: 1 },
        ],
      },
    ],
    [
      "in map values, including nulls",
      spec({ map: { type: "object", additionalProperties: { type: "string", default: "v" } } }),
      { map: { a: null, b: "w" } },
      { map: { a: "v", b: "w" } },
    ],
    [
      "for a null that is not allowed, but not for one that is",
      spec({ no: { type: "string", default: "d" }, yes: { type: "string", nullable: true, default: "d" } }),
      { no: null, yes: null },
      { no: "d", yes: null },
    ],
    ["not by a null default", spec({ color: { type: "string", nullable: true, default: null } }), {}, {}],
  ])("is defaulted %s", async (_title, schema, value, expected) => {
    const { store } = await withWidgets({ type: "object", "x-kubernetes-preserve-unknown-fields": true });
    await store.create(widget(value));
    await schemaBecomes(store, schema);
    expect(specOf(await store.get(one, one))).toEqual(expected);
  });
});

describe("a stored object whose schema has become stricter", () => {
  it("is returned without fields that it no longer specifies, and without nulls that it does not allow", async () => {
    const { store } = await withWidgets({ type: "object", "x-kubernetes-preserve-unknown-fields": true });
    await store.create(widget({ size: 1, other: { a: 1 }, color: null }, {}, { extra: true }));
    await schemaBecomes(store, withColor);
    const read = content(await store.get(one, one));
    expect(read.spec).toEqual({ size: 1 });
    expect(read).not.toHaveProperty("extra");
    expect(read).toMatchObject({ ...v1, metadata: { name: "one" } });
  });

  it("is returned without invalid fields of embedded metadata", async () => {
    const { store } = await withWidgets({ type: "object", "x-kubernetes-preserve-unknown-fields": true });
    const inner = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", labels: 5, annotations: { a: "b" } } };
    await store.create(widget({ inner }));
    const embedded: SchemaNode = {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      "x-kubernetes-preserve-unknown-fields": true,
    };
    await schemaBecomes(store, spec({ inner: embedded }));
    expect(specOf(await store.get(one, one))).toEqual({
      inner: { ...inner, metadata: { name: "p", annotations: { a: "b" } } },
    });
  });
});

describe("versions with different schemas", () => {
  const both = (first: DefinitionVersion, other: SchemaNode): readonly DefinitionVersion[] => [
    first,
    { name: "v2", served: true, storage: false, schema: { openAPIV3Schema: other } },
  ];
  const v2 = { apiVersion: "example.com/v2", kind: "Widget" } as const;

  it("are defaulted by the storage version, and pruned by the requested version", async () => {
    const { store } = await withWidgets(withDefault);
    await store.create(widget({}));
    await redefine(store, (first) =>
      both(first, spec({ color: { type: "string" }, weight: { type: "integer", default: 3 } })),
    );
    expect(specOf(await store.get(one, one))).toEqual({ size: 7, color: "red" });
    expect(specOf(await store.get(v2, one))).toEqual({ color: "red" });
    const created = await store.create({ ...widget({ color: "blue" }, { name: "two" }), ...v2 });
    // Fields that only v2 has are not stored; what v1 lacks is defaulted when it is read.
    expect(specOf(created)).toEqual({ color: "blue" });
    expect(specOf(await store.get(one, { ...one, name: "two" }))).toEqual({ color: "blue", size: 7 });
  });

  it("are each watched in the requested version, with the objects that a list returns", async () => {
    const { store } = await withWidgets(withDefault);
    const created = await store.create(widget({}));
    await redefine(store, (first) => both(first, spec({ color: { type: "string" } })));
    const resourceVersion = String(Number(created.metadata.resourceVersion) - 1);
    const watched = async (version: string) => {
      const kinds = KindFilter.kind({ group: "example.com", kind: "Widget", version });
      const watch = store.watch({ kinds, resourceVersion });
      const [object] = await nextObjects(watch);
      watch.close();
      return object;
    };
    expect(await watched("v2")).toBe((await store.list(v2)).items[0]);
    expect(await watched("v1")).toBe((await store.list(v1)).items[0]);
  });

  it("remain readable after the storage version has changed, in the version that each was stored in", async () => {
    const { store } = await withWidgets(withDefault);
    await store.create(widget({}));
    const other = spec({ color: { type: "string", default: "green" }, size: { type: "integer" } });
    await redefine(store, (first) => [
      { ...first, storage: false },
      { name: "v2", served: true, storage: true, schema: { openAPIV3Schema: other } },
    ]);
    expect(specOf(await store.get(v2, one))).toEqual({ size: 7, color: "red" });
    await store.create({ ...widget({}, { name: "two" }), ...v2 });
    expect((await store.list(v1)).items.map(specOf)).toEqual([{ size: 7, color: "red" }, { color: "green" }]);
    const definition = await store.get(customResourceDefinitions, named);
    expect(definition.status?.storedVersions).toEqual(["v1", "v2"]);
  });
});

describe("converted objects", () => {
  it("are cached up to 64 MiB, in whatever versions", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const opened = await withWidgets(withColor);
    await redefine(opened.store, (version) => [version, { ...version, name: "v2", storage: false }]);
    const color = "x".repeat(1_000_000);
    const read: WeakRef<KubernetesObject>[] = [];
    for (let index = 0; index < 100; index++) {
      const name = `w${index}`;
      await opened.store.create(widget({ color }, { name }));
      read.push(new WeakRef(await opened.store.get({ ...v1, apiVersion: "example.com/v2" }, { ...one, name })));
    }
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    const kept = read.filter((object) => object.deref() !== undefined).length;
    expect(kept).toBeGreaterThan(20);
    expect(kept).toBeLessThanOrEqual(70);
  });
});
