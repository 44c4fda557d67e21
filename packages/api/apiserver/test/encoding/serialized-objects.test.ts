import type { KubernetesObject, ObjectList, Stored } from "@engenho/core";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { listBody } from "../../src/encoding/list-pieces.js";
import { partialMetadata } from "../../src/encoding/object-pieces.js";
import { SerializedObjects, serialize } from "../../src/encoding/serialized-objects.js";
import { tableRowPieces } from "../../src/encoding/table.js";
import { customKind } from "../support/custom-kind.js";

const configMap = (name: string, data: Record<string, string> = {}): KubernetesObject =>
  ({ apiVersion: "v1", data, metadata: { name, labels: { ü: "é" } }, kind: "ConfigMap" }) as KubernetesObject;

describe("serialize", () => {
  it("writes kind, apiVersion, metadata, the rest, and status last, and records where metadata is", () => {
    const object = {
      status: { a: 1 },
      spec: { b: 2 },
      apiVersion: "apps/v1",
      metadata: { name: "é" },
      kind: "Deployment",
    };
    const { json, typeEnd, metadataStart, metadataEnd } = serialize(object);
    expect(json.toString()).toBe(
      '{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"é"},"spec":{"b":2},"status":{"a":1}}',
    );
    expect(json.subarray(metadataStart, metadataEnd).toString()).toBe('{"name":"é"}');
    expect(`{${json.subarray(typeEnd).toString()}`).toBe('{"metadata":{"name":"é"},"spec":{"b":2},"status":{"a":1}}');
  });

  test.prop([fc.dictionary(fc.string(), fc.jsonValue()), fc.string()])(
    "loses nothing of any object, including keys such as __proto__",
    (fields, name) => {
      const object = JSON.parse(JSON.stringify({ ...fields, apiVersion: "v1", kind: "Thing", metadata: { name } }));
      expect(JSON.parse(serialize(object).json.toString())).toEqual(object);
    },
  );
});

describe("SerializedObjects", () => {
  it("serialises each version of an object once, however often it is returned", () => {
    const objects = new SerializedObjects(1 << 20);
    const first = configMap("a");
    for (let reader = 0; reader < 100; reader++) {
      objects.get(first);
      objects.frame("ADDED", first);
      objects.frame("MODIFIED", first);
    }
    expect(objects.serializations).toBe(1);
    expect(objects.frame("ADDED", first)).toBe(objects.frame("ADDED", first));
    expect(objects.frame("DELETED", first).toString()).toBe(
      `{"type":"DELETED","object":${objects.get(first).json.toString()}}\n`,
    );
  });

  it("evicts entries that were not used recently when there are too many, and keeps those in use", () => {
    const objects = new SerializedObjects(2000);
    const used = configMap("used");
    const idle = configMap("idle");
    objects.get(used);
    objects.get(idle);
    for (let index = 0; index < 100; index++) {
      objects.get(configMap(`other-${index}`));
      objects.get(used);
    }
    const before = objects.serializations;
    objects.get(used);
    expect(objects.serializations).toBe(before);
    objects.get(idle);
    expect(objects.serializations).toBe(before + 1);
  });

  it("returns metadata without serialising the whole object, and the same when it is serialised already", () => {
    const objects = new SerializedObjects(1 << 20);
    const shown = configMap("a", { large: "x".repeat(1000) });
    const alone = objects.metadata(shown).toString();
    expect(objects.serializations).toBe(0);
    objects.get(shown);
    expect(objects.metadata(shown).toString()).toBe(alone);
    expect(JSON.parse(alone)).toEqual(shown.metadata);
  });

  it.each<[string, (objects: SerializedObjects, object: KubernetesObject) => unknown]>([
    ["a table row", (objects, object) => tableRowPieces({ ...row, objects }, object)],
    [
      "an item of a metadata list",
      (objects, object) => [...listBody({ ...row, list: listOf(object), objects, query }, metadataOnly).elements],
    ],
    ["an object's metadata", (objects, object) => partialMetadata(objects, object, "v1")],
  ])("%s costs as much as it shows, however large the object is", (_title, show) => {
    const objects = new SerializedObjects(1 << 20);
    show(objects, configMap("a", { large: "x".repeat(1000) }));
    expect(objects.serializations).toBe(0);
  });
});

const query = new URLSearchParams();
const metadataOnly = { kind: "PartialObjectMetadataList", version: "v1" } as const;
const row = { definition: customKind(), version: "v1", includeObject: "Metadata", nowMs: 0 } as const;

function listOf(object: KubernetesObject): ObjectList {
  return { items: [object as Stored], resourceVersion: "1" };
}
