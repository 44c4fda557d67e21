import {
  isStoreError,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type Stored,
  type StoreError,
} from "@engenho/core";
import { definition, type SchemaNode } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { type ApplyOptions, applyServerSide, recordUpdate } from "../../src/apply/index.js";

const deployment = definition("io.k8s.api.apps.v1.Deployment") as SchemaNode;
const start = Date.UTC(2024, 0, 2, 3, 4, 5, 678);

interface Fields {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

const web = (fields: Fields = {}): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  ...fields,
  metadata: { name: "web", namespace: "default", ...fields.metadata },
});

/** One object and the writes to it, a second apart. */
class Story {
  live: Stored | undefined;
  #now = start;

  apply(manager: string, config: unknown, more: Partial<ApplyOptions> = {}): this {
    this.live = stored(
      applyServerSide({
        live: this.live,
        config,
        manager,
        force: false,
        schema: deployment,
        nowMs: this.#tick(),
        ...more,
      }),
    );
    return this;
  }

  update(manager: string, after: KubernetesObject, subresource?: string): this {
    const { live: before } = this;
    const kept = before === undefined ? after : { ...after, metadata: { ...before.metadata, ...after.metadata } };
    this.live = stored(
      recordUpdate({
        before,
        after: kept,
        manager,
        schema: deployment,
        nowMs: this.#tick(),
        subresource,
        apiVersion: "apps/v1",
      }),
    );
    return this;
  }

  fieldsOf(manager: string): unknown {
    return this.entries.find((entry) => entry.manager === manager)?.fieldsV1;
  }

  get entries(): readonly ManagedFieldsEntry[] {
    return this.live?.metadata.managedFields ?? [];
  }

  get spec(): Record<string, unknown> {
    return (this.live as unknown as { spec: Record<string, unknown> }).spec;
  }

  get metadata(): Record<string, unknown> {
    return this.live?.metadata as unknown as Record<string, unknown>;
  }

  #tick(): number {
    this.#now += 1000;
    return this.#now;
  }
}

const stored = (object: KubernetesObject): Stored =>
  ({ ...object, metadata: { uid: "u", resourceVersion: "1", ...object.metadata } }) as Stored;

function refusalOf(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (isStoreError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const containers = (...list: object[]): Fields => ({ spec: { template: { spec: { containers: list } } } });

describe("an apply that creates", () => {
  it("is the configuration, owned by its manager but for its identity", () => {
    const story = new Story().apply("a", web({ spec: { replicas: 3, selector: { matchLabels: { app: "web" } } } }));
    expect(story.spec).toEqual({ replicas: 3, selector: { matchLabels: { app: "web" } } });
    expect(story.entries).toEqual([
      {
        manager: "a",
        operation: "Apply",
        apiVersion: "apps/v1",
        time: "2024-01-02T03:04:06Z",
        fieldsType: "FieldsV1",
        fieldsV1: { "f:spec": { "f:replicas": {}, "f:selector": {} } },
      },
    ]);
  });

  it("owns list items by their keys, defaults of keys included", () => {
    const story = new Story().apply("a", web(containers({ name: "c", image: "i", ports: [{ containerPort: 80 }] })));
    expect(story.fieldsOf("a")).toEqual({
      "f:spec": {
        "f:template": {
          "f:spec": {
            "f:containers": {
              'k:{"name":"c"}': {
                ".": {},
                "f:image": {},
                "f:name": {},
                "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} } },
              },
            },
          },
        },
      },
    });
  });

  it("owns no status through the main resource, and no spec through status", () => {
    const both = web({ spec: { replicas: 1 }, status: { replicas: 1 } });
    expect(new Story().apply("a", both).fieldsOf("a")).toEqual({ "f:spec": { "f:replicas": {} } });
    const story = new Story().apply("a", both, { subresource: "status" });
    expect(story.entries).toMatchObject([{ subresource: "status", fieldsV1: { "f:status": { "f:replicas": {} } } }]);
  });
});

describe("an apply that changes", () => {
  it("takes away what its manager does not apply any more, and only that", () => {
    const story = new Story()
      .apply("a", web({ metadata: { labels: { a: "1", b: "2" } }, spec: { replicas: 1, paused: true } }))
      .update(
        "other",
        web({
          metadata: { labels: { a: "1", b: "2", c: "3" } },
          spec: { replicas: 1, paused: true, minReadySeconds: 5 },
        }),
      )
      .apply("a", web({ metadata: { labels: { a: "1" } }, spec: { replicas: 2 } }));
    expect(story.metadata.labels).toEqual({ a: "1", c: "3" });
    expect(story.spec).toEqual({ replicas: 2, minReadySeconds: 5 });
  });

  it("removes containers, ports and env that it owned, and leaves those of others", () => {
    const story = new Story()
      .apply(
        "a",
        web(containers({ name: "x", image: "1", env: [{ name: "A" }, { name: "B" }] }, { name: "y", image: "1" })),
      )
      .apply("b", web(containers({ name: "x", env: [{ name: "C" }] }, { name: "z", image: "1" })))
      .apply("a", web(containers({ name: "x", image: "1", env: [{ name: "B" }] })));
    expect(story.spec).toEqual({
      template: {
        spec: {
          containers: [
            { name: "x", image: "1", env: [{ name: "B" }, { name: "C" }] },
            { name: "z", image: "1" },
          ],
        },
      },
    });
  });

  it("keeps what another applier applies too: both own it", () => {
    const story = new Story()
      .apply("a", web({ spec: { replicas: 3 } }))
      .apply("b", web({ spec: { replicas: 3 } }))
      .apply("a", web({ spec: { paused: true } }));
    expect(story.spec).toEqual({ replicas: 3, paused: true });
    expect(story.fieldsOf("b")).toEqual({ "f:spec": { "f:replicas": {} } });
    story.apply("b", web({}));
    expect(story.spec).toEqual({ paused: true });
    expect(story.entries.map(({ manager }) => manager)).toEqual(["a"]);
  });

  it("that says what is so already returns the object itself, its time untouched", () => {
    const story = new Story().apply("a", web({ spec: { replicas: 3 } }));
    const before = story.live;
    expect(
      applyServerSide({
        live: before,
        config: web({ spec: { replicas: 3 } }),
        manager: "a",
        force: false,
        schema: deployment,
        nowMs: start + 60_000,
      }),
    ).toBe(before);
  });

  it("moves the time of its own entry only", () => {
    const story = new Story()
      .apply("a", web({ spec: { replicas: 3 } }))
      .apply("b", web({ spec: { paused: true } }))
      .apply("b", web({ spec: { paused: false } }));
    expect(story.entries.map(({ manager, time }) => [manager, time])).toEqual([
      ["a", "2024-01-02T03:04:06Z"],
      ["b", "2024-01-02T03:04:08Z"],
    ]);
  });

  it("shares with the live object what stays the same", () => {
    const story = new Story().apply(
      "a",
      web({ ...containers({ name: "x", image: "1" }), metadata: { labels: { a: "1" } } }),
    );
    const { spec } = story;
    story.apply("b", web({ metadata: { labels: { b: "2" } } }));
    expect(story.spec).toBe(spec);
  });

  it("atomic lists and maps are owned as a whole", () => {
    const story = new Story().apply("a", web({ spec: { selector: { matchLabels: { a: "1" } } } }));
    const refusal = refusalOf(() => story.apply("b", web({ spec: { selector: { matchLabels: { b: "2" } } } })));
    expect(refusal.details.causes?.map(({ field }) => field)).toEqual([".spec.selector"]);
    story.apply("b", web({ spec: { selector: { matchLabels: { b: "2" } } } }), { force: true });
    expect(story.spec).toEqual({ selector: { matchLabels: { b: "2" } } });
  });

  it("a set's items are owned one by one", () => {
    const story = new Story()
      .apply("a", web({ metadata: { finalizers: ["x/a", "x/b"] } }))
      .apply("b", web({ metadata: { finalizers: ["x/c", "x/b"] } }))
      .apply("a", web({ metadata: {} }));
    expect(story.metadata.finalizers).toEqual(["x/c", "x/b"]);
  });

  it("list items stand in the order of the configuration, those of others where they stood", () => {
    const story = new Story()
      .apply("a", web(containers({ name: "1" }, { name: "2" }, { name: "3" })))
      .apply("b", web(containers({ name: "3" }, { name: "n" }, { name: "1" })));
    const { template } = story.spec as { template: { spec: { containers: { name: string }[] } } };
    expect(template.spec.containers.map(({ name }) => name)).toEqual(["2", "3", "n", "1"]);
  });
});

describe("a conflict", () => {
  const owned = (): Story => new Story().update("kubectl-edit", web({ spec: { replicas: 1, minReadySeconds: 1 } }));

  it("is told with who owns what, and nothing is changed", () => {
    const refusal = refusalOf(() => owned().apply("a", web({ spec: { replicas: 2 } })));
    expect(refusal.code).toBe("Conflict");
    expect(refusal.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas',
    );
    expect(refusal.details.causes).toEqual([
      {
        reason: "FieldManagerConflict",
        message: 'conflict with "kubectl-edit" using apps/v1',
        field: ".spec.replicas",
      },
    ]);
  });

  it("lists several fields by manager", () => {
    const story = owned()
      .apply("other", web(containers({ name: "c", image: "1" })))
      .update(
        "controller",
        web({
          ...containers({ name: "c", image: "1" }),
          spec: {
            replicas: 1,
            minReadySeconds: 1,
            paused: true,
            template: (containers({ name: "c", image: "1" }) as { spec: { template: object } }).spec.template,
          },
        }),
        "status",
      );
    const config = web({
      spec: { replicas: 2, minReadySeconds: 2, template: { spec: { containers: [{ name: "c", image: "2" }] } } },
    });
    expect(refusalOf(() => story.apply("a", config)).message).toBe(
      'Apply failed with 3 conflicts: conflicts with "kubectl-edit" using apps/v1:\n' +
        "- .spec.minReadySeconds\n" +
        "- .spec.replicas\n" +
        'conflicts with "other":\n' +
        '- .spec.template.spec.containers[name="c"].image',
    );
  });

  it("names the subresource through which the other wrote", () => {
    const story = new Story().update("c", web({ status: { replicas: 1 } }), "status");
    expect(refusalOf(() => story.apply("a", web({ status: { replicas: 2 } }), { subresource: "status" })).message).toBe(
      'Apply failed with 1 conflict: conflict with "c" with subresource "status" using apps/v1: .status.replicas',
    );
  });

  it("is none when the values are equal", () => {
    const story = owned().apply("a", web({ spec: { replicas: 1 } }));
    expect(story.entries.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
      ["a", { "f:spec": { "f:replicas": {} } }],
      ["kubectl-edit", { "f:spec": { "f:minReadySeconds": {}, "f:replicas": {} } }],
    ]);
  });

  it("forced: the field changes hands, and who has none left is gone", () => {
    const story = owned().apply("a", web({ spec: { replicas: 2 } }), { force: true });
    expect(story.fieldsOf("kubectl-edit")).toEqual({ "f:spec": { "f:minReadySeconds": {} } });
    story.apply("a", web({ spec: { replicas: 2, minReadySeconds: 2 } }), { force: true });
    expect(story.entries.map(({ manager }) => manager)).toEqual(["a"]);
  });

  it("does not arise with one's own updates: an updater and an applier of one name are two", () => {
    const story = new Story().update("a", web({ spec: { replicas: 1 } }));
    expect(refusalOf(() => story.apply("a", web({ spec: { replicas: 2 } }))).message).toContain(
      'conflict with "a" using apps/v1',
    );
  });
});

describe("an object without managed fields", () => {
  it("belongs to before-first-apply at the first apply", () => {
    const story = new Story();
    story.live = stored(web({ spec: { replicas: 1, paused: true }, status: { replicas: 1 } }));
    expect(refusalOf(() => story.apply("a", web({ spec: { replicas: 2 } }))).message).toContain(
      '"before-first-apply" using apps/v1',
    );
    story.apply("a", web({ spec: { replicas: 1 } }));
    expect(story.entries).toMatchObject([
      { manager: "a", operation: "Apply" },
      {
        manager: "before-first-apply",
        operation: "Update",
        fieldsV1: { "f:spec": { "f:paused": {}, "f:replicas": {} } },
      },
    ]);
  });
});

describe("what is refused", () => {
  it("a configuration with managed fields", () => {
    const refusal = refusalOf(() => new Story().apply("a", web({ metadata: { managedFields: [] } })));
    expect([refusal.code, refusal.message]).toEqual(["BadRequest", "metadata.managedFields must be nil"]);
  });

  it("another kind or version than that of the live object", () => {
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
      "a wrong text",
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
      "an item that is no map",
      { spec: { template: { spec: { containers: ["a"] } } } },
      ".spec.template.spec.containers: element 0: associative list with keys may not have non-map elements",
    ],
    [
      "several faults",
      { spec: { replicas: "3", paused: 1 } },
      "errors:\n  .spec.replicas: expected numeric (int or float), got string\n  .spec.paused: expected boolean, got &{1}",
    ],
  ])("%s, in upstream's words", (_, fields, message) => {
    const refusal = refusalOf(() => new Story().apply("a", web(fields)));
    expect(refusal.code).toBe("InternalError");
    expect(refusal.message).toBe(prefix + message);
  });

  it("a list item without its keys, where the schema has no default for them", () => {
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

  it("a configuration that nests too deep", () => {
    let labels: object = {};
    for (let depth = 0; depth < 5000; depth++) labels = { a: labels };
    expect(refusalOf(() => new Story().apply("a", web({ metadata: { labels } }))).code).toBe("BadRequest");
  });
});

describe("custom kinds", () => {
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

  it("without a schema are merged field by field, their lists as a whole", () => {
    const first = apply(undefined, "a", toy({ list: [1], map: { x: 1 } }));
    expect(first.metadata.managedFields?.[0]?.fieldsV1).toEqual({
      "f:metadata": { "f:labels": { "f:a": {} } },
      "f:spec": { ".": {}, "f:list": {}, "f:map": { ".": {}, "f:x": {} } },
    });
    expect(apply(first, "b", toy({ map: { y: 2 } }))).toMatchObject({ spec: { list: [1], map: { x: 1, y: 2 } } });
    expect(() => apply(first, "b", toy({ list: [2] }))).toThrow('conflict with "a": .spec.list');
  });

  it("have their metadata merged as that of any kind", () => {
    const config = { apiVersion: "x.io/v1", kind: "Toy", metadata: { name: "t", finalizers: ["b/c"] } };
    const next = apply(apply(undefined, "a", { ...config, metadata: { name: "t", finalizers: ["a/b"] } }), "b", config);
    expect(next.metadata.finalizers).toEqual(["a/b", "b/c"]);
  });

  it("may be called anything", () => {
    const config = JSON.parse(
      '{"apiVersion":"x.io/v1","kind":"Toy","metadata":{"name":"t"},"spec":{"__proto__":{"polluted":1},"constructor":"c"}}',
    );
    const next = apply(apply(undefined, "a", config), "b", config) as unknown as { spec: object };
    expect(Object.keys(next.spec)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("granular and atomic maps are as the schema says", () => {
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

  it("a schema that has become atomic since makes who owned a part own the whole", () => {
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

  it("entries of versions that are not served any more are forgotten", () => {
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
      versions: ["x.io/v1"],
    });
    expect(next.metadata.managedFields?.map(({ manager }) => manager)).toEqual(["a"]);
  });
});
