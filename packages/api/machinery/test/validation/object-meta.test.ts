import type { KubernetesObject, ObjectMeta, Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { validateObjectMeta, validateObjectMetaUpdate } from "../../src/validation/object-meta.js";

const rules = { namespaced: true };
const texts = (causes: ReturnType<typeof validateObjectMeta>) =>
  causes.map(({ field, message }) => `${field}: ${message}`);
const create = (metadata: ObjectMeta, given: Parameters<typeof validateObjectMeta>[1] = rules) =>
  texts(validateObjectMeta({ name: "one", namespace: "default", ...metadata }, given));

const stored = (metadata: ObjectMeta): Stored =>
  ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "one", namespace: "default", uid: "u", resourceVersion: "1", ...metadata },
  }) as Stored;
const update = (next: ObjectMeta, current: ObjectMeta = {}) => {
  const before = stored(current);
  return texts(
    validateObjectMetaUpdate({ ...before, metadata: { ...before.metadata, ...next } } as KubernetesObject, before),
  );
};

const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "a", uid: "u-a" };
const label =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const qualified =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describe("metadata of a new object", () => {
  it.each<[string, ObjectMeta, readonly string[]]>([
    ["that is valid", { labels: { "a.b/c": "d" }, annotations: { A: "any\nthing" }, ownerReferences: [owner] }, []],
    ["name", { name: "" }, ["metadata.name: Required value: name or generateName is required"]],
    ["namespace", { namespace: "" }, ["metadata.namespace: Required value"]],
    [
      "namespace must be a label",
      { namespace: "a.b" },
      ['metadata.namespace: Invalid value: "a.b": must not contain dots'],
    ],
    [
      "labels",
      { labels: { "a b": "c", d: "-" } },
      [`metadata.labels: Invalid value: "a b": ${qualified}`, `metadata.labels: Invalid value: "-": ${label}`],
    ],
    ["annotations", { annotations: { "a b": "c" } }, [`metadata.annotations: Invalid value: "a b": ${qualified}`]],
    [
      "the total size of annotations",
      { annotations: { a: "é".repeat(131_072) } },
      ["metadata.annotations: Too long: may not be more than 262144 bytes"],
    ],
    [
      "AP-50: ownerReferences are complete",
      { ownerReferences: [{ apiVersion: "", kind: "", name: "", uid: "" }] },
      [
        'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
        'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
        'metadata.ownerReferences.name: Invalid value: "": must not be empty',
        'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
      ],
    ],
    [
      "AP-50: ownerReferences have one controller",
      {
        ownerReferences: [
          { controller: true, ...owner },
          { ...owner, name: "b", uid: "u-b", controller: true },
        ],
      },
      [
        'metadata.ownerReferences: Invalid value: [{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"a","uid":"u-a","controller":true},{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"b","uid":"u-b","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for ReplicaSet/a and ReplicaSet/b',
      ],
    ],
    [
      "AP-50: an Event owns nothing",
      { ownerReferences: [{ uid: "u", name: "e", kind: "Event", apiVersion: "v1" }] },
      [
        'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"e","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
      ],
    ],
    ["finalizers", { finalizers: ["a b"] }, [`metadata.finalizers: Invalid value: "a b": ${qualified}`]],
    [
      "AP-20: finalizers of the garbage collector exclude each other",
      { finalizers: ["orphan", "foregroundDeletion"] },
      [
        'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
      ],
    ],
  ])("%s", (_title, metadata, expected) => {
    expect(create(metadata)).toEqual(expected);
  });

  it("finalizers of built-in kinds need a domain, unless they are Kubernetes' own", () => {
    const finalizers = ["orphan", "kubernetes", "mine", "example.com/mine"];
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    expect(create({ finalizers }, { namespaced: true, qualifiedFinalizers: true })).toEqual([
      `metadata.finalizers[2]: Invalid value: "mine": ${detail}`,
    ]);
    expect(create({ finalizers })).toEqual([]);
  });

  it("of a cluster-scoped kind must not have a namespace", () => {
    expect(create({}, { namespaced: false })).toEqual(["metadata.namespace: Forbidden: not allowed on this type"]);
  });

  it("follows the name format of its kind", () => {
    expect(create({ name: "a.b" }, { namespaced: true, nameFormat: "dns1123-label" })).toEqual([
      'metadata.name: Invalid value: "a.b": must not contain dots',
    ]);
  });
});

describe("metadata of an update", () => {
  it.each<[string, ObjectMeta, ObjectMeta, readonly string[]]>([
    ["nothing changed", {}, {}, []],
    ["AP-19: name", { name: "two" }, {}, ['metadata.name: Invalid value: "two": field is immutable']],
    ["AP-19: namespace", { namespace: "two" }, {}, ['metadata.namespace: Invalid value: "two": field is immutable']],
    ["AP-16: uid", { uid: "v" }, {}, ['metadata.uid: Invalid value: "v": field is immutable']],
    [
      "AP-19: deletionTimestamp",
      { deletionTimestamp: "2025-01-01T00:00:00Z" },
      {},
      ['metadata.deletionTimestamp: Invalid value: "2025-01-01T00:00:00Z": field is immutable'],
    ],
    [
      "AP-20: no new finalizers while it is deleted",
      { finalizers: ["x/b", "x/a", "x/c"] },
      { finalizers: ["x/c"], deletionTimestamp: "2025-01-01T00:00:00Z" },
      [
        'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/a", "x/b"}',
      ],
    ],
    [
      "AP-20: fewer finalizers while it is deleted",
      { finalizers: ["x/a"] },
      { finalizers: ["x/a", "x/b"], deletionTimestamp: "2025-01-01T00:00:00Z" },
      [],
    ],
    ["AP-20: new finalizers while it is not", { finalizers: ["x/a"] }, {}, []],
    [
      "generation",
      { generation: 1 },
      { generation: 2 },
      ["metadata.generation: Invalid value: 1: must not be decremented"],
    ],
    [
      "managedFields",
      { managedFields: [{ operation: "Guess", fieldsType: "V2" }] as never },
      {},
      [
        'metadata.managedFields[0].operation: Invalid value: "Guess": must be `Apply` or `Update`',
        'metadata.managedFields[0].fieldsType: Invalid value: "V2": must be `FieldsV1`',
      ],
    ],
    [
      "managers of managedFields: printable names of at most 128 bytes, subresources of at most 256",
      {
        managedFields: [
          { operation: "Apply", manager: "é".repeat(64), subresource: "s".repeat(256) },
          { operation: "Update", manager: `${"é".repeat(64)}x`, subresource: "s".repeat(257) },
          { operation: "Update", manager: "é\u0007 a\u00a0" },
        ] as never,
      },
      {},
      [
        "metadata.managedFields[1].manager: Too long: may not be more than 128 bytes",
        "metadata.managedFields[1].subresource: Too long: may not be more than 256 bytes",
        'metadata.managedFields[2].manager: Invalid value: "é\\a a\\u00a0": invalid character U+0007 (at position 2)',
        'metadata.managedFields[2].manager: Invalid value: "é\\a a\\u00a0": invalid character U+00A0 (at position 5)',
      ],
    ],
    [
      "errors of the object itself come first",
      { name: "two", finalizers: ["a b"], labels: { "a b": "" } },
      {},
      [
        `metadata.labels: Invalid value: "a b": ${qualified}`,
        `metadata.finalizers: Invalid value: "a b": ${qualified}`,
        'metadata.name: Invalid value: "two": field is immutable',
      ],
    ],
  ])("%s", (_title, next, current, expected) => {
    expect(update(next, current)).toEqual(expected);
  });
});
