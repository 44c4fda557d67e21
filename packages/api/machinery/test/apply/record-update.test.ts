import type { KubernetesObject, ManagedFieldsEntry } from "@engenho/core";
import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import type { RecordUpdateOptions } from "../../src/apply/record-update.js";
import { recordUpdate } from "./apply-at-once.js";

const deployment = schemas.definition("io.k8s.api.apps.v1.Deployment") as SchemaNode;
const configMap = schemas.definition("io.k8s.api.core.v1.ConfigMap") as SchemaNode;
const start = Date.UTC(2024, 0, 2, 3, 4, 5);

const map = (data: object, metadata: object = {}): KubernetesObject =>
  ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", ...metadata }, data }) as KubernetesObject;

function write(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  more: Partial<RecordUpdateOptions> = {},
): KubernetesObject {
  const kept = { ...after, metadata: { ...before?.metadata, ...after.metadata } };
  return recordUpdate({
    before,
    after: kept,
    manager: "m",
    schema: configMap,
    nowMs: start,
    apiVersion: "v1",
    ...more,
  });
}

const entriesOf = (object: KubernetesObject): readonly ManagedFieldsEntry[] => object.metadata.managedFields ?? [];
const fieldsOf = (object: KubernetesObject, name: string): unknown =>
  entriesOf(object).find(({ manager }) => manager === name)?.fieldsV1;

describe("a create", () => {
  it("makes its manager the owner of all fields except the object's identity", () => {
    const made = write(
      undefined,
      map({ a: "1" }, { namespace: "d", uid: "u", resourceVersion: "3", generation: 1, labels: { l: "1" } }),
    );
    expect(entriesOf(made)).toEqual([
      {
        manager: "m",
        operation: "Update",
        apiVersion: "v1",
        time: "2024-01-02T03:04:05Z",
        fieldsType: "FieldsV1",
        fieldsV1: { "f:data": { ".": {}, "f:a": {} }, "f:metadata": { "f:labels": { ".": {}, "f:l": {} } } },
      },
    ]);
  });

  it("structs that Go always writes are owned by nobody, as with kubectl create", () => {
    const made = recordUpdate({
      before: undefined,
      after: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", labels: { app: "web" } },
        spec: {
          replicas: 1,
          selector: { matchLabels: { app: "web" } },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
          template: {
            metadata: { labels: { app: "web" } },
            spec: {
              containers: [{ name: "c", image: "i", resources: {} }],
              restartPolicy: "Always",
              securityContext: {},
            },
          },
        },
        status: { replicas: 7 },
      } as KubernetesObject,
      manager: "kubectl-create",
      schema: deployment,
      nowMs: start,
      apiVersion: "apps/v1",
    });
    expect(fieldsOf(made, "kubectl-create")).toEqual({
      "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
      "f:spec": {
        "f:replicas": {},
        "f:selector": {},
        "f:strategy": { "f:rollingUpdate": { ".": {}, "f:maxSurge": {}, "f:maxUnavailable": {} }, "f:type": {} },
        "f:template": {
          "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
          "f:spec": {
            "f:containers": { 'k:{"name":"c"}': { ".": {}, "f:image": {}, "f:name": {}, "f:resources": {} } },
            "f:restartPolicy": {},
            "f:securityContext": {},
          },
        },
      },
    });
  });

  it("without a manager is recorded as unknown", () => {
    expect(entriesOf(write(undefined, map({ a: "1" }), { manager: "" }))[0]?.manager).toBe("unknown");
  });
});

describe("an update", () => {
  const made = write(undefined, map({ a: "1", b: "2" }));

  it("takes over the fields that it changes or adds", () => {
    const next = write(made, map({ a: "9", b: "2", c: "3" }), { manager: "n", nowMs: start + 5000 });
    expect(fieldsOf(next, "m")).toEqual({ "f:data": { ".": {}, "f:b": {} } });
    expect(fieldsOf(next, "n")).toEqual({ "f:data": { "f:a": {}, "f:c": {} } });
    expect(entriesOf(next).map(({ time }) => time)).toEqual(["2024-01-02T03:04:05Z", "2024-01-02T03:04:10Z"]);
  });

  it("by the same manager extends its entry", () => {
    const next = write(made, map({ a: "1", c: "3" }), { nowMs: start + 1000 });
    expect(entriesOf(next)).toHaveLength(1);
    expect(fieldsOf(next, "m")).toEqual({ "f:data": { ".": {}, "f:a": {}, "f:c": {} } });
  });

  it("that only removes changes no time and creates no entry", () => {
    const next = write(made, map({ a: "1" }), { manager: "n", nowMs: start + 5000 });
    expect(entriesOf(next)).toMatchObject([
      { manager: "m", time: "2024-01-02T03:04:05Z", fieldsV1: { "f:data": { "f:a": {} } } },
    ]);
  });

  it("that removes all fields of a manager removes its entry", () => {
    const next = write(write(made, map({ a: "1", b: "2", c: "3" }), { manager: "n" }), map({ a: "1", b: "2" }), {
      manager: "o",
    });
    expect(entriesOf(next).map(({ manager }) => manager)).toEqual(["m"]);
  });

  it("of the object's identity changes no entry", () => {
    const next = write(made, map({ a: "1", b: "2" }, { resourceVersion: "9", generation: 4 }), { manager: "n" });
    expect(entriesOf(next)).toEqual(entriesOf(made));
    expect(next.metadata.managedFields).toBe(made.metadata.managedFields);
  });

  it("keeps separate entries by manager, version and subresource", () => {
    const first = recordUpdate({
      before: undefined,
      after: web({ replicas: 1 }),
      manager: "m",
      schema: deployment,
      nowMs: start,
      apiVersion: "apps/v1",
    });
    const status = { ...first, status: { replicas: 1 } } as KubernetesObject;
    const next = recordUpdate({
      before: first,
      after: status,
      manager: "m",
      schema: deployment,
      nowMs: start,
      apiVersion: "apps/v1",
      subresource: "status",
    });
    expect(entriesOf(next).map(({ subresource, fieldsV1 }) => [subresource, fieldsV1])).toEqual([
      [undefined, { "f:spec": { "f:replicas": {} } }],
      ["status", { "f:status": { "f:replicas": {} } }],
    ]);
  });

  it("of spec through status, and of status through the main resource, changes no ownership", () => {
    const first = recordUpdate({
      before: undefined,
      after: web({ replicas: 1 }),
      manager: "m",
      schema: deployment,
      nowMs: start,
      apiVersion: "apps/v1",
    });
    const both = { ...first, spec: { replicas: 2 }, status: { replicas: 1 } } as KubernetesObject;
    const options = {
      before: first,
      after: both,
      manager: "n",
      schema: deployment,
      nowMs: start,
      apiVersion: "apps/v1",
    };
    expect(fieldsOf(recordUpdate({ ...options, subresource: "status" }), "n")).toEqual({
      "f:status": { "f:replicas": {} },
    });
    expect(fieldsOf(recordUpdate(options), "n")).toEqual({ "f:spec": { "f:replicas": {} } });
    expect(fieldsOf(recordUpdate({ ...options, subresource: "scale" }), "n")).toMatchObject({
      "f:spec": { "f:replicas": {} },
    });
  });

  it("resets the fields that the kind specifies", () => {
    const after = map({ a: "5", b: "2" }, { labels: { x: "1" } });
    expect(fieldsOf(write(made, after, { manager: "n", resetFields: ["metadata.labels"] }), "n")).toEqual({
      "f:data": { "f:a": {} },
    });
  });

  it("with the object itself does nothing", () => {
    expect(
      recordUpdate({ before: made, after: made, manager: "n", schema: configMap, nowMs: start, apiVersion: "v1" }),
    ).toBe(made);
  });

  it("does not visit shared parts", () => {
    const data = new Proxy(
      { a: "1" },
      {
        ownKeys: () => {
          throw new Error("looked");
        },
      },
    );
    const before = { ...made, data, immutable: false } as KubernetesObject;
    expect(() =>
      recordUpdate({
        before,
        after: { ...before, immutable: true } as KubernetesObject,
        manager: "n",
        schema: configMap,
        nowMs: start,
        apiVersion: "v1",
      }),
    ).not.toThrow();
  });

  it("of a list whose items cannot be identified leaves the entries unchanged", () => {
    const first = recordUpdate({
      before: undefined,
      after: toy([{ k: "a" }]),
      manager: "m",
      schema: keyed,
      nowMs: start,
      apiVersion: "x.io/v1",
    });
    const next = recordUpdate({
      before: first,
      after: { ...toy([{}]), metadata: first.metadata },
      manager: "n",
      schema: keyed,
      nowMs: start,
      apiVersion: "x.io/v1",
    });
    expect(next.metadata.managedFields).toEqual(first.metadata.managedFields);
  });
});

const web = (spec: object): KubernetesObject =>
  ({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "w" }, spec }) as KubernetesObject;
const toy = (list: unknown): KubernetesObject =>
  ({ apiVersion: "x.io/v1", kind: "Toy", metadata: { name: "t" }, list }) as KubernetesObject;
const keyed: SchemaNode = {
  type: "object",
  properties: {
    list: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["k"],
      items: { type: "object", properties: { k: { type: "string" } } },
    },
  },
};

describe("managed fields sent by a client", () => {
  const made = write(undefined, map({ a: "1" }));

  it.each<[string, unknown]>([
    ["an empty list", []],
    ["a list of one empty entry", [{}]],
  ])("%s: ownership is reset and not tracked until the next apply", (_, managedFields) => {
    const reset = write(made, map({ a: "1" }, { managedFields }), { manager: "n" });
    expect(reset.metadata).not.toHaveProperty("managedFields");
    expect(write(reset, map({ a: "2" }), { manager: "n" }).metadata).not.toHaveProperty("managedFields");
  });

  it("replace the stored ones if they can be decoded", () => {
    const [entry] = entriesOf(made);
    expect(
      entriesOf(write(made, map({ a: "1" }, { managedFields: [{ ...entry, manager: "x" }] }), { manager: "n" })),
    ).toMatchObject([{ manager: "x" }]);
  });

  it.each<[string, object]>([
    ["operation", { operation: "Delete" }],
    ["apiVersion", { apiVersion: "" }],
    ["fieldsType", { fieldsType: "FieldsV2" }],
    ["fieldsV1", { fieldsV1: { "f:data": 1 } }],
    ["key", { fieldsV1: { "k:nonsense": {} } }],
  ])("with a wrong %s are ignored", (_, wrong) => {
    const managedFields = [{ ...entriesOf(made)[0], ...wrong }];
    expect(entriesOf(write(made, map({ a: "1" }, { managedFields }), { manager: "n" }))).toEqual(entriesOf(made));
  });

  it("through a subresource are ignored", () => {
    const next = write(made, map({ a: "1" }, { managedFields: [] }), { manager: "n", subresource: "status" });
    expect(entriesOf(next)).toEqual(entriesOf(made));
  });
});

describe("too many update managers", () => {
  it("the oldest beyond ten become ancient-changes", () => {
    let object = write(undefined, map({ k0: "0" }), { manager: "m0" });
    let data: Record<string, string> = { k0: "0" };
    for (let at = 1; at < 14; at++) {
      data = { ...data, [`k${at}`]: String(at) };
      object = write(object, map(data), { manager: `m${at}`, nowMs: start + at * 1000 });
    }
    expect(entriesOf(object).map(({ manager }) => manager)).toEqual([
      "ancient-changes",
      "m5",
      "m6",
      "m7",
      "m8",
      "m9",
      "m10",
      "m11",
      "m12",
      "m13",
    ]);
    expect(entriesOf(object)[0]).toMatchObject({
      operation: "Update",
      time: "2024-01-02T03:04:09Z",
      fieldsV1: { "f:data": { ".": {}, "f:k0": {}, "f:k1": {}, "f:k2": {}, "f:k3": {}, "f:k4": {} } },
    });
  });
});
