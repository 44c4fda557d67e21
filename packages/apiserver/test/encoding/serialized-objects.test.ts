import type { KubernetesObject } from "@engenho/core";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { SerializedObjects, serialize } from "../../src/encoding/serialized-objects.js";

const configMap = (name: string, data: Record<string, string> = {}): KubernetesObject =>
  ({ apiVersion: "v1", data, metadata: { name, labels: { ü: "é" } }, kind: "ConfigMap" }) as KubernetesObject;

describe("serialize", () => {
  it("writes kind, apiVersion, metadata, the rest, and status last, and knows where metadata is", () => {
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
    "loses nothing of any object, keys such as __proto__ included",
    (fields, name) => {
      const object = JSON.parse(JSON.stringify({ ...fields, apiVersion: "v1", kind: "Thing", metadata: { name } }));
      expect(JSON.parse(serialize(object).json.toString())).toEqual(object);
    },
  );
});

describe("SerializedObjects", () => {
  it("serialises each version of an object once, however often it is shown", () => {
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

  it("lets go of what was not used for a while when there is too much, and keeps what is used", () => {
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
});
